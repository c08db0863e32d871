/** Opens the tables of all models on the connections of a dialect. */
import type { Kysely } from 'kysely';
import type { Model } from '../model.ts';
import type { Access, Engine, Transact } from './access.ts';
import { Ambient } from './ambient.ts';
import type { Observers, Opened } from './database.ts';
import type { Tables } from './statements.ts';
import { suiting } from './suited.ts';
import { openTable } from './table.ts';
import { type KyselyParts, userQueries } from './user-queries.ts';
import { watchedAccess, watchedTransact } from './watch.ts';

/** The connections of a dialect, and what it is made of. */
export interface Connected {
  readonly access: Access;
  readonly transact: Transact;
  readonly engine: Engine;
  /** Compiles SQL; it runs nothing. */
  readonly compiler: Kysely<Tables>;
  readonly parts: KyselyParts;
}

/** Compiles the tables; `observers` are told what is done with them. */
export function openTables(connected: Connected, models: readonly Model[], observers: Observers = {}): Opened {
  const { access, transact, engine, compiler, parts } = connected;
  const { watch, changed } = observers;
  const plugin = suiting(models, engine);
  const ambient =
    watch === undefined
      ? new Ambient(access, transact, changed)
      : new Ambient(watchedAccess(access, watch), watchedTransact(transact, watch), changed);
  const shared = { engine, kysely: compiler, suit: plugin.suit, all: models };
  return {
    tables: models.map((model) => openTable(ambient, { ...shared, model })),
    ...userQueries(parts, ambient, plugin),
    transact: (work) => ambient.transact(work),
    committed: (call) => ambient.committed(call),
    leave: (work) => ambient.leave(work),
    begin: (work) => ambient.begin(work),
    ping: () => access.read({ sql: 'select 1', order: [] }, []),
  };
}
