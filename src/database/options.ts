/** How servers of databases are connected to; SQLite, which has none, ignores it. */
import type { ConnectionOptions } from 'node:tls';
import type { Complain } from '../complain.ts';
import { nothing, type OptionTable, optionsOf, wholeNumber, withDefaultsOf } from '../option.ts';

export interface DatabaseOptions {
  /** Connections at most, 2 or more. Default 10. */
  poolSize?: number;
  /** TLS to the database: `true`, or the options of `tls.connect`. Default: as the URL says, otherwise none. */
  tls?: boolean | ConnectionOptions;
  /** Milliseconds that one statement may take. Default 30,000. */
  statementTimeout?: number;
  /**
   * Milliseconds that a connection may take to be there, and that a server may be late beyond `statementTimeout` before it
   * is as good as gone. Default 5,000.
   */
  connectTimeout?: number;
  /** URLs of replicas, which answer reads in turns. Default: none. */
  replicas?: readonly string[];
  /** Milliseconds that a replica may be behind: so long a client that wrote reads from the primary. Default 5,000. */
  replicaLag?: number;
}

/** The options with their defaults. */
interface ServerOptions extends Readonly<Required<Omit<DatabaseOptions, 'tls'>>> {
  readonly tls: DatabaseOptions['tls'];
}

const checkReplicas = (value: unknown, complain: Complain): void => {
  const isReplica = (url: unknown): boolean =>
    typeof url === 'string' && URL.canParse(url) && /^(?:postgres|cockroach)/.test(url);
  if (Array.isArray(value) && value.every(isReplica)) return;
  complain('bad_option', 'it is no list of URLs of PostgreSQL.', "Give one: ['postgres://replica-1/books'].");
};

const checkTls = (value: unknown, complain: Complain): void => {
  if (typeof value === 'boolean' || (typeof value === 'object' && value !== null)) return;
  complain('bad_option', `it is a ${typeof value}.`, 'Give true, false, or options of tls.connect.');
};

/** The sum of two of them is still what a timer of Node takes. */
const milliseconds = wholeNumber({ from: 1, to: 2 ** 30 - 1, remedy: 'Give milliseconds from 1, up to twelve days.' });

const table: OptionTable<ServerOptions> = {
  poolSize: {
    check: wholeNumber({ from: 2, to: 1_000, remedy: 'Give a whole number from 2 to 1,000.' }),
    otherwise: () => 10,
  },
  tls: { check: checkTls, otherwise: nothing },
  statementTimeout: { check: milliseconds, otherwise: () => 30_000 },
  connectTimeout: { check: milliseconds, otherwise: () => 5_000 },
  replicas: { check: checkReplicas, otherwise: () => [] },
  replicaLag: { check: wholeNumber({ from: 0, remedy: 'Give milliseconds from 0.' }), otherwise: () => 5_000 },
};

/** Notes what is wrong with the options. */
export const checkDatabaseOptions = optionsOf('databaseOptions', table);

/** The options, which are right, with their defaults. */
export const withDefaults = (options: DatabaseOptions): ServerOptions => withDefaultsOf(table, options);
