/** The five verbs on one table of SQLite. */
import type { Kysely } from 'kysely';
import { notFound, type RequestError, versionConflict } from '../../../errors.ts';
import type { Model, StoredRow, Values } from '../../../model.ts';
import type { Table, Target } from '../../database.ts';
import { compileSelections } from '../../selection.ts';
import { compileStatements, keepStatements, keyed, newValue, type Statement, type Tables } from '../../statements.ts';
import type { Connection } from './connection.ts';
import { isForeignKeyViolation, translate } from './errors.ts';
import { missingReference, remainingReference } from './references.ts';
import type { Run } from './run.ts';
import { compileEncode, compileShow, spelling } from './types.ts';

interface Models {
  readonly model: Model;
  /** All of the app: a row may be held by others. */
  readonly all: readonly Model[];
}

/** What a write is about, to say what is wrong with it: new values, of a row that is there, or a row that goes. */
type About = { readonly values: Values; readonly id?: number } | { readonly values?: undefined; readonly id: number };

const bind = ({ order }: Statement, values: Values): unknown[] => order.map((name) => values[name]);

/** Runs writes, and says of one that the database refuses which field it was. */
function explaining(run: Run, { model, all }: Models, encode: (name: string, value: unknown) => unknown) {
  const secrets = new Set(model.columns.filter(({ writeOnly }) => writeOnly).map(({ name }) => name));
  const sayable = (values: Values = {}): Values =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !secrets.has(name)));
  const explain = (error: unknown, { values, id }: About): unknown => {
    if (!isForeignKeyViolation(error)) return translate(error, sayable(values));
    const missing = values && missingReference(run, model, { values, encode });
    const changed = values && { columns: Object.keys(values) };
    const remaining = (): unknown => id !== undefined && remainingReference(run, { model, all, id, ...changed });
    return missing ?? (remaining() || translate(error, {}));
  };
  return (statement: Statement, bound: readonly unknown[], about: About): StoredRow[] => {
    try {
      return run(statement, bound);
    } catch (error) {
      throw explain(error, about);
    }
  };
}

/** Compiles the statements of a model, and runs them: reads on the reader, writes in the writer's groups. */
export function openTable({ read, run, writer }: Connection, kysely: Kysely<Tables>, models: Models): Table {
  const { columns, shown } = models.model;
  const statements = compileStatements(kysely, models.model, spelling);
  const keep = keepStatements();
  const encode = compileEncode(columns);
  const selections = compileSelections(
    { db: kysely, model: models.model, columns: keyed(shown.read, models.model), encode },
    spelling,
  );
  const write = explaining(run, models, encode);
  const encoded = (values: Values): Record<string, unknown> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [newValue(name), encode(name, value)]));

  const absentOrChanged = (id: number): RequestError =>
    run(statements.exists, [id]).length === 0 ? notFound() : versionConflict();
  const update = ({ id, version }: Target, values: Values): StoredRow => {
    const names = Object.keys(values);
    const statement = keep(names.join(), () => statements.update(names));
    const [row] = write(statement, bind(statement, { ...encoded(values), id, version }), { values, id });
    if (row !== undefined) return row;
    throw absentOrChanged(id);
  };
  const insert = (values: Values): StoredRow => {
    const [row] = write(statements.insert, bind(statements.insert, encoded(values)), { values });
    if (row === undefined) throw new Error(`INSERT INTO ${models.model.table} returned no row`);
    return row;
  };
  const remove = (id: number, version: number | undefined): void => {
    const statement = version === undefined ? statements.delete : statements.deleteVersion;
    if (write(statement, bind(statement, { id, version }), { id }).length > 0) return;
    throw version === undefined ? notFound() : absentOrChanged(id);
  };

  return {
    select: (selection) => {
      const { statement, values } = selections.rows(selection);
      return read(statement, bind(statement, values), selection.byteLimit);
    },
    count: (where) => {
      const { statement, values } = selections.count(where);
      return Number(read(statement, bind(statement, values))[0]?.count);
    },
    get: (id) => read(statements.get, [id])[0],
    insert: (values) => writer.write(() => insert(values)),
    update: (target, values) => writer.write(() => update(target, values)),
    delete: (id, version) => writer.write(() => remove(id, version)),
    show: {
      read: compileShow(shown.read, keyed(shown.read, models.model)),
      write: compileShow(shown.write, keyed(shown.write, models.model)),
    },
  };
}
