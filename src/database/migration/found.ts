/** A table of the database as a migration finds it, under the names that it gives. */
import type { DatabaseTable } from '@mikro-orm/sql';
import type { Model } from '../../model.ts';
import { type Orm, readTables } from '../tables.ts';
import { renames } from './names.ts';

export interface FoundColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly primary: boolean;
  readonly default: string | undefined;
  /** The values that a check allows. */
  readonly values: readonly string[];
  readonly check: string | undefined;
}

export interface FoundIndex {
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly primary: boolean;
  /** Whether a constraint made it. */
  readonly isConstraint: boolean;
  /** Whether it holds all rows, by the columns as they are. */
  readonly isPlain: boolean;
}

export interface FoundKey {
  readonly name: string;
  readonly column: string;
  readonly references: { readonly table: string; readonly column: string };
}

export interface FoundTable {
  /** The name in the database. */
  readonly was: string;
  /** Old names of columns to new ones. */
  readonly renamed: ReadonlyMap<string, string>;
  readonly columns: ReadonlyMap<string, FoundColumn>;
  readonly indexes: readonly FoundIndex[];
  readonly keys: readonly FoundKey[];
}

/** What a dialect reads better than MikroORM does, by column. */
export interface Details {
  /** The values that checks allow. */
  readonly values?: ReadonlyMap<string, readonly string[]>;
  /** The types, with what MikroORM leaves out. */
  readonly types?: ReadonlyMap<string, string>;
  /** The defaults, as SQL. */
  readonly defaults?: ReadonlyMap<string, string>;
}

/** What MikroORM says of an index that is more, or less, than its columns. */
interface Shape {
  readonly where?: unknown;
  readonly expression?: unknown;
  readonly type?: string;
  readonly columns?: readonly { readonly length?: number }[];
}
const isPlain = ({ where, expression, type = '', columns = [] }: Shape): boolean =>
  where == null &&
  expression == null &&
  !['fulltext', 'spatial'].includes(type) &&
  columns.every(({ length }) => length === undefined);

/** Reads a table with the new names of its columns. */
function findTable(table: DatabaseTable, model: Model, { values, types, defaults }: Details = {}): FoundTable {
  const present = table.getColumns().map(({ name }) => name);
  const renamed = renames(model.columns, present);
  const now = (name: string): string => renamed.get(name) ?? name;
  const checks = new Map(table.getChecks().map(({ columnName, name }) => [columnName, name]));
  const columns = table.getColumns().map((column): FoundColumn => {
    const listed = values?.get(column.name) ?? column.enumItems ?? [];
    const { nullable = false, primary = false } = column;
    const type = types?.get(column.name) ?? column.type;
    const value = defaults === undefined ? column.default : defaults.get(column.name);
    return {
      ...{ name: now(column.name), type: type.toLowerCase(), nullable, primary, values: listed },
      default: value == null || /^null\b/i.test(value) ? undefined : value,
      check: listed.length > 0 ? (checks.get(column.name) ?? `ck_${table.name}_${column.name}`) : undefined,
    };
  });
  return {
    was: table.name,
    renamed,
    columns: new Map(columns.map((column) => [column.name, column])),
    indexes: table.getIndexes().map(({ keyName, columnNames, unique, primary, constraint, ...rest }) => ({
      ...{ name: keyName, columns: columnNames.map(now), unique, primary, isConstraint: constraint === true },
      isPlain: isPlain(rest as Shape),
    })),
    keys: Object.values(table.getForeignKeys()).flatMap((key) => {
      const [column, to] = [key.columnNames[0], key.referencedColumnNames[0]];
      if (column === undefined || to === undefined || key.columnNames.length > 1) return [];
      const references = { table: key.referencedTableName.split('.').at(-1) ?? '', column: to };
      return [{ name: key.constraintName, column: now(column), references }];
    }),
  };
}

/** A model whose table is there. */
export interface Existing {
  readonly model: Model;
  readonly found: FoundTable;
  readonly actual: DatabaseTable;
}

interface Finding {
  readonly orm: Orm;
  readonly schema?: string | undefined;
  /** Old names of tables to new ones. */
  readonly names: ReadonlyMap<string, string>;
  readonly present: ReadonlySet<string>;
  readonly side: { readonly details?: (table: string) => Promise<Details> };
}

/** Foreign keys under the names that their targets get. */
function following({ keys }: FoundTable, names: ReadonlyMap<string, string>, all: readonly Existing[]): FoundKey[] {
  return keys.map((key) => {
    const { table, column } = key.references;
    const target = all.find((other) => other.found.was === table)?.found;
    return {
      ...key,
      references: { table: names.get(table) ?? table, column: target?.renamed.get(column) ?? column },
    };
  });
}

/** The models whose tables are there, under their names or old ones. */
export async function findTables(models: readonly Model[], finding: Finding): Promise<readonly Existing[]> {
  const { orm, schema, names, present, side } = finding;
  const wanted = models.flatMap((model) => {
    const was = [...names].find(([, to]) => to === model.table)?.[0] ?? model.table;
    const isTaken = names.has(was) && names.get(was) !== model.table;
    return present.has(was) && !isTaken ? [{ model, was }] : [];
  });
  if (wanted.length === 0) return [];
  const actual = await readTables(orm, { names: wanted.map(({ was }) => was), schema });
  const all: Existing[] = [];
  for (const { model, was } of wanted) {
    const table = actual.getTable(was);
    if (table !== undefined)
      all.push({ model, actual: table, found: findTable(table, model, await side.details?.(was)) });
  }
  return all.map((each) => ({ ...each, found: { ...each.found, keys: following(each.found, names, all) } }));
}
