/** The tables and views of a SQLite file, as others made them. */
import type Sqlite from 'better-sqlite3';
import { type Found, foundTable, type ReadType, type Reflected, reflect } from '../../reflect.ts';
import { readCatalogue } from '../../tables.ts';
import { SqliteDriver } from './catalogue.ts';
import { dialectOn } from './sync.ts';

const named = /^(\w+(?: \w+)*?)\s*(?:\((\d+)(?:\s*,\s*(\d+))?\))?$/;

/** By the words of a declared type; SQLite itself holds any value in any column. */
const readType: ReadType = (declared) => {
  const [, name = '', first, second] = named.exec(declared.toLowerCase().trim()) ?? [];
  const size = first === undefined ? undefined : Number(first);
  if (/^(?:uuid|uuid_text)$/.test(name)) return { type: 'uuid' };
  if (/^(?:json|jsonb|json_text)$/.test(name)) return { type: 'json' };
  if (/bool/.test(name)) return { type: 'boolean' };
  if (/^(?:datetime|timestamp)/.test(name)) return { type: 'datetime' };
  if (name === 'date') return { type: 'date' };
  if (/^(?:decimal|numeric|decimal_text|number)$/.test(name)) {
    const places = second === undefined ? undefined : Number(second);
    return {
      type: 'decimal',
      constraints: {
        ...(size !== undefined && { maxDigits: size }),
        ...((places ?? size) !== undefined && { decimalPlaces: places ?? 0 }),
      },
    };
  }
  if (/int/.test(name)) return { type: name === 'bigint' ? 'bigint' : 'integer' };
  if (/char|clob|text|^time$/.test(name)) return { type: 'string', ...(size && { constraints: { maxLength: size } }) };
  return /real|floa|doub/.test(name) ? { type: 'number' } : undefined;
};

interface PragmaColumn {
  readonly name: string;
  readonly type: string;
}

function foundView(db: Sqlite.Database, view: string): Found {
  const columns = db.prepare('select name, type from pragma_table_info(?)').all(view) as PragmaColumn[];
  return {
    isView: true,
    columns: columns.map(({ name, type }) => ({
      name,
      declared: type === '' ? 'text' : type,
      nullable: true,
      primary: false,
      given: 'never',
    })),
  };
}

/** The tables of these names; those that there are not are not in it. */
export async function reflectSqlite(db: Sqlite.Database, names: readonly string[]): Promise<Map<string, Reflected>> {
  const kinds = db
    .prepare("select name, type from sqlite_master where type in ('table', 'view')")
    .all() as PragmaColumn[];
  const kindOf = new Map(kinds.map(({ name, type }) => [name, type]));
  const tables = names.filter((name) => kindOf.get(name) === 'table');
  const source = { driver: SqliteDriver, driverOptions: dialectOn(db), dbName: db.name };
  const schema = tables.length === 0 ? undefined : await readCatalogue(source, tables);
  const found = names.flatMap((name): [string, Found][] => {
    if (kindOf.get(name) === 'view') return [[name, foundView(db, name)]];
    const table = schema?.getTable(name);
    // A primary key of this type is the row's own number in SQLite.
    return table === undefined ? [] : [[name, foundTable(table, (declared) => declared.toLowerCase() === 'integer')]];
  });
  return new Map(found.map(([name, each]) => [name, reflect(each, readType)]));
}
