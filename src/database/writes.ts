/** Writes of one row, to be run inside a transaction: what they change, and why they can't. */
import { type Awaitable, whenReady } from '../awaitable.ts';
import { notFound, permissionDenied, versionConflict } from '../errors.ts';
import type { Key, Model, StoredRow, Values } from '../model.ts';
import type { Refused, Run } from './access.ts';
import { bulkInsert } from './bulk.ts';
import { bind, type Compiled } from './compiled.ts';
import { shapeOf, takePlaces } from './conditions.ts';
import type { State, Target } from './database.ts';
import type { Seen } from './seen.ts';
import type { Statement } from './statements.ts';

/** A column that takes no input, and that neither scopeDefaults nor a hook filled in. */
function nothingGiven({ name, columns }: Model, values: Values): TypeError {
  const missing = columns.find((column) => column.generated !== true && values[column.name] === undefined);
  return new TypeError(
    `${name}: nothing gave "${missing?.name}" a value: give it one in scopeDefaults or beforeCreate.`,
  );
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
function sight({ statements, selections, idIs, keyOf, isIn }: Compiled, { where }: Seen) {
  const isWhole = where.length === 0;
  const isSeen = (run: Run, id: Key): Awaitable<boolean> => {
    const { statement, values } = selections.count({ where: [idIs(id), ...where] });
    return whenReady(run(statement, bind(statement, values)), (rows) => Number(rows[0]?.count) > 0);
  };
  const isThere = (run: Run, id: Key): Awaitable<boolean> =>
    isWhole ? whenReady(run(statements.exists, [id]), (rows) => rows.length > 0) : isSeen(run, id);
  /** Goes on where the row is in a state that only its values tell, and holds it so. */
  const inState = <T>(run: Run, [id, state]: readonly [Key, State], go: () => Awaitable<T>): Awaitable<T> => {
    if (state.tags === undefined) return go();
    return whenReady(isThere(run, id), (there) =>
      whenReady(run(statements.hold, [id]), ([row]) => {
        if (!there || row === undefined) throw notFound();
        if (!isIn(row, { tags: state.tags ?? [] })) throw versionConflict();
        return go();
      }),
    );
  };
  return {
    inState,
    absentOrChanged: (run: Run, id: Key): Awaitable<never> =>
      whenReady(isThere(run, id), (there): never => {
        throw there ? versionConflict() : notFound();
      }),
    /** A row that a write would put out of the caller's sight is refused. */
    kept: (run: Run, row: StoredRow): Awaitable<StoredRow> => {
      if (isWhole) return row;
      return whenReady(isSeen(run, keyOf(row)), (seen) => {
        if (seen) return row;
        throw permissionDenied();
      });
    },
  };
}

/** A caller's sight as the statements of writes take it: what a row must satisfy besides, and the values of that. */
function scopeOf({ conditions }: Compiled, { where }: Seen) {
  if (where.length === 0) return { shape: '', also: () => undefined, values: {} };
  return {
    shape: shapeOf(where),
    also: () => conditions.write(where, takePlaces()),
    values: conditions.values(where),
  };
}

/** Changes rows in the state that they must be in. */
function compileUpdate(compiled: Compiled, seen: Seen) {
  const { model, statements, keep, encoded } = compiled;
  const scope = scopeOf(compiled, seen);
  const attempt = attempting(compiled);
  const { absentOrChanged, kept, inState } = sight(compiled, seen);
  const isStamped = model.columns.some(({ name, input }) => name === 'updated_at' && input === 'none');
  return (run: Run, target: Target, given: Values): Awaitable<StoredRow> => {
    const { id, version, at } = target;
    const hasVersion = version !== undefined;
    // No row has such a version; a database may refuse to compare with it.
    if (hasVersion && !Number.isSafeInteger(version)) return absentOrChanged(run, id);
    const isStill = Object.keys(given).length === 0 || !isStamped;
    const values = isStill ? given : { ...given, updated_at: at };
    const names = Object.keys(values);
    const key = `${names.join()} ${hasVersion} ${scope.shape}`;
    const statement = keep(key, () => statements.update(names, { hasVersion, also: scope.also() }));
    const bound = bind(statement, { ...encoded(values), ...scope.values, id, version });
    return inState(run, [id, target], () =>
      whenReady(attempt(run, [statement, bound], { values, id }), ([row]) => {
        if (row !== undefined) return kept(run, row);
        if (hasVersion) return absentOrChanged(run, id);
        throw notFound();
      }),
    );
  };
}

/** Removes rows in the state that they must be in. */
function compileRemove(compiled: Compiled, seen: Seen) {
  const { statements, keep } = compiled;
  const scope = scopeOf(compiled, seen);
  const attempt = attempting(compiled);
  const { absentOrChanged, inState } = sight(compiled, seen);
  return (run: Run, id: Key, state: State): Awaitable<void> => {
    const { version } = state;
    const hasVersion = version !== undefined;
    const statement = keep(`delete ${hasVersion} ${scope.shape}`, () =>
      statements.delete({ hasVersion, also: scope.also() }),
    );
    const bound = bind(statement, { ...scope.values, id, version });
    return inState(run, [id, state], () =>
      whenReady(attempt(run, [statement, bound], { id }), (rows): Awaitable<void> => {
        if (rows.length > 0) return undefined;
        if (hasVersion) return absentOrChanged(run, id);
        throw notFound();
      }),
    );
  };
}

/** Statements on one row that a caller sees, to be run inside `write`. */
export function compileWrites(compiled: Compiled, seen: Seen) {
  const { model, statements, keep, encoded } = compiled;
  const attempt = attempting(compiled);
  const defaulted = model.columns.filter((column) => column.hasDatabaseDefault).map(({ name }) => name);
  const { kept } = sight(compiled, seen);
  return {
    update: compileUpdate(compiled, seen),
    remove: compileRemove(compiled, seen),
    insertAll: bulkInsert(compiled, attempt),
    insert: (run: Run, values: Values): Awaitable<StoredRow> => {
      const left = defaulted.filter((name) => values[name] === undefined);
      const statement =
        left.length === 0 ? statements.insert : keep(`insert ${left.join()}`, () => statements.insertWithout(left));
      const bound = bind(statement, encoded(values));
      if (bound.includes(undefined)) throw nothingGiven(model, values);
      return whenReady(attempt(run, [statement, bound], { values }), ([row]) => {
        if (row === undefined) throw new Error(`INSERT INTO ${model.table} returned no row`);
        return kept(run, row);
      });
    },
  };
}
