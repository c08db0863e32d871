/** Opens the tables of all models on the connections of a dialect. */
import type { Kysely } from 'kysely';
import type { Model } from '../model.ts';
import type { Access, Engine, Transact } from './access.ts';
import type { Opened, Transaction } from './database.ts';
import type { Tables } from './statements.ts';
import { suiting } from './suited.ts';
import { openTable } from './table.ts';
import { type KyselyParts, userQueries } from './user-queries.ts';

/** The connections of a dialect, and what it is made of. */
interface Connected {
  readonly access: Access;
  readonly transact: Transact;
  readonly engine: Engine;
  /** Compiles SQL; it runs nothing. */
  readonly compiler: Kysely<Tables>;
  readonly parts: KyselyParts;
}

/** A transaction, as it is handed to the rest; Kysely on it is made when it is asked for. */
class OpenTransaction implements Transaction {
  readonly access: Access;
  readonly #open: () => Transaction['query'];
  #query: Transaction['query'] | undefined;

  constructor(access: Access, open: () => Transaction['query']) {
    this.access = access;
    this.#open = open;
  }

  get query(): Transaction['query'] {
    this.#query ??= this.#open();
    return this.#query;
  }
}

function accessOf(transaction: Transaction): Access {
  if (transaction instanceof OpenTransaction) return transaction.access;
  throw new TypeError('the transaction is none of ours.');
}

export function openTables({ access, transact, engine, compiler, parts }: Connected, models: readonly Model[]): Opened {
  const plugin = suiting(models, engine);
  const shared = { engine, kysely: compiler, suit: plugin.suit, accessOf, all: models };
  return {
    tables: models.map((model) => openTable(access, { ...shared, model })),
    query: userQueries(parts, { access, transact }, plugin),
    transact: (work) =>
      transact((inside) => work(new OpenTransaction(inside, () => userQueries(parts, { access: inside }, plugin)))),
  };
}
