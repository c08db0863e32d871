/** Writes with hooks around them, all in one transaction. */
import { isDeepStrictEqual } from 'node:util';
import type { Awaitable } from '../awaitable.ts';
import type { State, Table } from '../database/database.ts';
import { notFound, versionConflict } from '../errors.ts';
import type { Key, StoredRow, Values } from '../model.ts';

type Row = Record<string, unknown>;

/** What an endpoint does around its writes. What it throws undoes the write; before it, new values may be returned. */
export interface Hooks {
  readonly beforeCreate?: (values: Row) => Awaitable<unknown>;
  readonly afterCreate?: (row: Row) => Awaitable<unknown>;
  readonly beforeUpdate?: (values: Row, row: Row) => Awaitable<unknown>;
  readonly afterUpdate?: (row: Row, before: Row) => Awaitable<unknown>;
  readonly beforeDelete?: (row: Row) => Awaitable<unknown>;
  readonly afterDelete?: (row: Row) => Awaitable<unknown>;
}

interface Hooking {
  readonly hooks: Hooks;
  /** Runs work in a transaction, which the table is in as well. */
  readonly transact: <T>(work: () => Promise<T>) => Promise<T>;
  /** Checks values that a hook gives. */
  readonly own: (values: Values, source: string) => Awaitable<Values>;
}

const automatic: ReadonlySet<string> = new Set(['created_at', 'updated_at', 'version']);

type Before = 'beforeCreate' | 'beforeUpdate';

/** The values of a write after its hook: changed in place, or returned. Those that changed are checked. */
async function afterHook(
  { hooks, own }: Pick<Hooking, 'hooks' | 'own'>,
  hook: Before,
  { values, row = {} }: { readonly values: Values; readonly row?: Row },
): Promise<Values> {
  const given = Object.entries(values).filter(([name]) => !automatic.has(name));
  // A copy, all the way down: what a hook changes inside of a value is checked as what it replaces.
  const mutable = structuredClone(Object.fromEntries(given));
  const returned = await hooks[hook]?.(mutable, row);
  const said = typeof returned === 'object' && returned !== null ? { ...mutable, ...returned } : mutable;
  const changed = Object.entries(said).filter(
    ([name, value]) => value !== undefined && !isDeepStrictEqual(value, values[name]),
  );
  return { ...values, ...(await own(Object.fromEntries(changed), hook)) };
}

/** A table of whole rows whose writes call hooks. */
export function hooked(table: Table, hooking: Hooking): Table {
  const { hooks, transact } = hooking;
  const { read, write } = table.load;
  const current = async (id: Key, state: State): Promise<Row> => {
    const row = await table.get(id);
    if (row === undefined) throw notFound();
    if (!table.isIn(row, state)) throw versionConflict();
    return read(row);
  };
  /** The row as its hook leaves it: what that changed has another version. */
  const left = async (row: StoredRow, hook: Awaitable<unknown>): Promise<StoredRow> => {
    await hook;
    return (await table.get(table.keyOf(row))) ?? row;
  };
  return {
    ...table,
    insert: (values) =>
      transact(async () => {
        const row = await table.insert(await afterHook(hooking, 'beforeCreate', { values }));
        return hooks.afterCreate === undefined ? row : left(row, hooks.afterCreate(write(row)));
      }),
    update: (target, values) =>
      transact(async () => {
        const before = await current(target.id, target);
        const row = await table.update(target, await afterHook(hooking, 'beforeUpdate', { values, row: before }));
        return hooks.afterUpdate === undefined ? row : left(row, hooks.afterUpdate(write(row), before));
      }),
    delete: (id, state = {}) =>
      transact(async () => {
        const row = await current(id, state);
        await hooks.beforeDelete?.(row);
        await table.delete(id, state);
        await hooks.afterDelete?.(row);
      }),
  };
}
