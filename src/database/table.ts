/** The five verbs on one table of any dialect. */
import { ExpressionWrapper, type Kysely, sql } from 'kysely';
import { type Awaitable, whenReady } from '../awaitable.ts';
import { notFound, permissionDenied, versionConflict } from '../errors.ts';
import type { Model, StoredRow, Values } from '../model.ts';
import type { Access, Engine, Refused, Run } from './access.ts';
import { compileConditions, shapeOf, takePlaces } from './conditions.ts';
import type { Table, Target, View } from './database.ts';
import { everything, readView, type Seen } from './seen.ts';
import { compileSelections } from './selection.ts';
import { compileStatements, keepStatements, keyed, newValue, type Statement, type Tables } from './statements.ts';
import type { SuitNode } from './suited.ts';

/** What tables are compiled with. */
interface TableSource {
  readonly engine: Engine;
  readonly model: Model;
  /** All of the app: a row may be held by others. */
  readonly all: readonly Model[];
  readonly kysely: Kysely<Tables>;
  /** Makes a user's query fit the database. */
  readonly suit: SuitNode;
}

const bind = ({ order }: Statement, values: Values): unknown[] => order.map((name) => values[name]);
/** A column that takes no input, and that neither scopeDefaults nor a hook filled in. */
function nothingGiven({ name, columns }: Model, values: Values): TypeError {
  const missing = columns.find((column) => column.name !== 'id' && values[column.name] === undefined);
  return new TypeError(
    `${name}: nothing gave "${missing?.name}" a value: give it one in scopeDefaults or beforeCreate.`,
  );
}

const first = (rows: readonly StoredRow[]): StoredRow | undefined => rows[0];

/** The statements of one model. */
function compile({ engine, model, all, kysely, suit }: TableSource) {
  const { columns, shown } = model;
  const { spelling } = engine;
  const encode = engine.encode(columns);
  const primaryKey = columns.find(({ name }) => name === 'id');
  if (primaryKey === undefined) throw new Error(`${model.name} has no primary key`);
  return {
    engine,
    model,
    all,
    encode,
    statements: compileStatements(kysely, model, spelling),
    keep: keepStatements(),
    conditions: compileConditions({ model, encode }, spelling),
    selections: compileSelections({ db: kysely, model, columns: keyed(shown.read, model), encode }, spelling),
    read: (view: View): Seen =>
      readView(view, { model, suit, compile: (node) => sql`${new ExpressionWrapper(node)}`.compile(kysely) }),
    idIs: (id: number) => ({ column: primaryKey, is: 'eq', value: id }) as const,
  };
}

type Compiled = ReturnType<typeof compile>;

/** Rows that a caller sees, read where the statements run. */
function reads({ read }: Access, { statements, selections, idIs }: Compiled, { where, from }: Seen) {
  const isWhole = where.length === 0;
  const seen = (more: Seen['where']) => ({ where: isWhole ? more : [...where, ...more], ...(from && { from }) });
  const getSeen = (id: number) => {
    const { statement, values } = selections.rows({ where: [idIs(id), ...where], order: [], limit: 1 });
    return whenReady(read(statement, bind(statement, values)), first);
  };
  const reading: Pick<Table, 'select' | 'count' | 'get'> = {
    select: (selection) => {
      const { statement, values } = selections.rows({ ...selection, ...seen(selection.where) });
      return read(statement, bind(statement, values), selection.byteLimit);
    },
    count: (more) => {
      const { statement, values } = selections.count(seen(more));
      return whenReady(read(statement, bind(statement, values)), (rows) => Number(rows[0]?.count));
    },
    get: isWhole ? (id) => whenReady(read(statements.get, [id]), first) : getSeen,
  };
  return reading;
}

/** What a write is about, to say what is wrong with it. */
type About = Pick<Refused, 'values' | 'id'>;

/** Runs a write. Throws what its refusal means for the request. */
function attempting({ engine, model, all, encode }: Compiled) {
  return (
    run: Run,
    [statement, bound]: readonly [Statement, readonly unknown[]],
    about: About,
  ): Awaitable<StoredRow[]> => {
    const explain = (error: unknown): Awaitable<never> =>
      whenReady(engine.explain({ error, model, all, run, encode, ...about }), (explained): never => {
        throw explained;
      });
    try {
      const rows = run(statement, bound);
      return rows instanceof Promise ? rows.catch(explain) : rows;
    } catch (error) {
      return explain(error);
    }
  };
}

/** Whether rows are in a caller's sight, asked inside `write`. */
function sight({ statements, selections, idIs }: Compiled, { where }: Seen) {
  const isWhole = where.length === 0;
  const isSeen = (run: Run, id: number): Awaitable<boolean> => {
    const { statement, values } = selections.count({ where: [idIs(id), ...where] });
    return whenReady(run(statement, bind(statement, values)), (rows) => Number(rows[0]?.count) > 0);
  };
  const isThere = (run: Run, id: number): Awaitable<boolean> =>
    isWhole ? whenReady(run(statements.exists, [id]), (rows) => rows.length > 0) : isSeen(run, id);
  return {
    absentOrChanged: (run: Run, id: number): Awaitable<never> =>
      whenReady(isThere(run, id), (there): never => {
        throw there ? versionConflict() : notFound();
      }),
    /** A row that a write would put out of the caller's sight is refused. */
    kept: (run: Run, row: StoredRow): Awaitable<StoredRow> => {
      if (isWhole) return row;
      return whenReady(isSeen(run, Number(row.id)), (seen) => {
        if (seen) return row;
        throw permissionDenied();
      });
    },
  };
}

/** Statements on one row that a caller sees, to be run inside `write`. */
function writes(compiled: Compiled, seen: Seen) {
  const { model, statements, keep, conditions, encode } = compiled;
  const { where } = seen;
  const shape = shapeOf(where);
  const also = where.length === 0 ? undefined : () => conditions.write(where, takePlaces());
  const scoped = where.length === 0 ? {} : conditions.values(where);
  const attempt = attempting(compiled);
  const { absentOrChanged, kept } = sight(compiled, seen);
  const encoded = (values: Values): Record<string, unknown> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [newValue(name), encode(name, value)]));
  return {
    update: (run: Run, { id, version, at }: Target, given: Values): Awaitable<StoredRow> => {
      // No row has such a version; a database may refuse to compare with it.
      if (!Number.isSafeInteger(version)) return absentOrChanged(run, id);
      const values = Object.keys(given).length === 0 ? given : { ...given, updated_at: at };
      const names = Object.keys(values);
      const statement = keep(`${names.join()} ${shape}`, () => statements.update(names, also?.()));
      const bound = bind(statement, { ...encoded(values), ...scoped, id, version });
      return whenReady(attempt(run, [statement, bound], { values, id }), ([row]) =>
        row === undefined ? absentOrChanged(run, id) : kept(run, row),
      );
    },
    insert: (run: Run, values: Values): Awaitable<StoredRow> => {
      const bound = bind(statements.insert, encoded(values));
      if (bound.includes(undefined)) throw nothingGiven(model, values);
      return whenReady(attempt(run, [statements.insert, bound], { values }), ([row]) => {
        if (row === undefined) throw new Error(`INSERT INTO ${model.table} returned no row`);
        return kept(run, row);
      });
    },
    remove: (run: Run, id: number, version: number | undefined): Awaitable<void> => {
      const hasVersion = version !== undefined;
      const whole = hasVersion ? statements.deleteVersion : statements.delete;
      const statement =
        also === undefined
          ? whole
          : keep(`delete ${hasVersion} ${shape}`, () => statements.deleteWhere(also(), hasVersion));
      const bound = bind(statement, { ...scoped, id, version });
      return whenReady(attempt(run, [statement, bound], { id }), (rows): Awaitable<void> => {
        if (rows.length > 0) return undefined;
        if (hasVersion) return absentOrChanged(run, id);
        throw notFound();
      });
    },
  };
}

/** The columns of a model that its rows are read with, and what is made of them. */
interface Variant {
  readonly compiled: Compiled;
  readonly show: Table['show'];
  readonly load: Table['load'];
}

/** Compiles a model so that rows hold what replies show, or everything. */
function variant(source: TableSource, whole: boolean): Variant {
  const { model, engine } = source;
  const { columns, shown } = model;
  const held = whole ? { read: columns, write: columns } : shown;
  const show = (name: 'read' | 'write') => engine.show(shown[name], keyed(held[name], model));
  return {
    compiled: compile(whole ? { ...source, model: { ...model, shown: held } } : source),
    show: { read: show('read'), write: show('write') },
    load: { read: engine.load(columns, shown.read), write: engine.load(columns, shown.write) },
  };
}

/** One model both ways; that with whole rows is compiled when it is asked for. */
interface Variants {
  readonly shown: Variant;
  readonly whole: () => Variant;
}

/** What a table is opened for. */
interface Opening {
  readonly access: Access;
  readonly isWhole: boolean;
  readonly seen: Seen;
}

function openVariant(variants: Variants, { access, isWhole, seen }: Opening): Table {
  const { compiled, show, load } = isWhole ? variants.whole() : variants.shown;
  const { insert, update, remove } = writes(compiled, seen);
  // A write that is looked at afterwards is several statements, which fail as one.
  const isSeveral = seen.where.length > 0;
  const { write } = access;
  return {
    ...reads(access, compiled, seen),
    insert: (values) => write((run) => insert(run, values), isSeveral),
    update: (target, values) => write((run) => update(run, target, values), isSeveral),
    delete: (id, version) => write((run) => remove(run, id, version)),
    order: seen.order,
    show,
    load,
    view: ({ whole = false, ...view }) => openVariant(variants, { access, isWhole: whole, seen: compiled.read(view) }),
  };
}

/** Compiles the statements of a model, and runs them: reads on the reader, writes in the writer's groups. */
export function openTable(access: Access, source: TableSource): Table {
  const shown = variant(source, false);
  let whole: Variant | undefined;
  const variants: Variants = {
    shown,
    whole: () => {
      whole ??= variant(source, true);
      return whole;
    },
  };
  return openVariant(variants, { access, isWhole: false, seen: everything });
}
