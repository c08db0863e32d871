/** How servers of databases are connected to; SQLite, which has none, ignores it. */
import type { ConnectionOptions } from 'node:tls';
import type { Complain } from '../complain.ts';

export interface DatabaseOptions {
  /** Connections at most, 2 or more. Default 10. */
  poolSize?: number;
  /** TLS to the database: `true`, or the options of `tls.connect`. Default: as the URL says, otherwise none. */
  tls?: boolean | ConnectionOptions;
  /** Milliseconds that one statement may take. Default 30,000. */
  statementTimeout?: number;
  /** URLs of replicas, which answer reads in turns. Default: none. */
  replicas?: readonly string[];
  /** Milliseconds that a replica may be behind: so long a client that wrote reads from the primary. Default 5,000. */
  replicaLag?: number;
}

const known: readonly string[] = Object.keys({
  poolSize: 0,
  tls: 0,
  statementTimeout: 0,
  replicas: 0,
  replicaLag: 0,
} satisfies Record<keyof DatabaseOptions, 0>);

/** Says what is wrong with the options. */
export function checkDatabaseOptions(options: DatabaseOptions, complain: Complain): void {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) complain('bad_option', `it knows no ${name}.`, `It knows ${known.join(', ')}.`);
  }
  const { poolSize, statementTimeout, replicas, replicaLag } = withDefaults(options);
  if (!Number.isInteger(poolSize) || poolSize < 2 || poolSize > 1_000) {
    complain('bad_option', `poolSize is ${poolSize}.`, 'Give a whole number from 2 to 1,000.');
  }
  if (!Number.isInteger(statementTimeout) || statementTimeout < 1 || statementTimeout > 2 ** 31 - 1) {
    complain('bad_option', `statementTimeout is ${statementTimeout}.`, 'Give milliseconds above 0.');
  }
  if (
    !Array.isArray(replicas) ||
    !replicas.every((url) => typeof url === 'string' && URL.canParse(url) && /^(?:postgres|cockroach)/.test(url))
  ) {
    complain('bad_option', 'replicas is no list of URLs of PostgreSQL.', "Give one: ['postgres://replica-1/books'].");
  }
  if (!Number.isFinite(replicaLag) || replicaLag < 0) {
    complain('bad_option', `replicaLag is ${replicaLag}.`, 'Give milliseconds from 0.');
  }
}

/** The options with their defaults. */
interface ServerOptions {
  readonly poolSize: number;
  readonly tls: boolean | ConnectionOptions | undefined;
  readonly statementTimeout: number;
  readonly replicas: readonly string[];
  readonly replicaLag: number;
}

export const withDefaults = (options: DatabaseOptions): ServerOptions => ({
  poolSize: options.poolSize ?? 10,
  tls: options.tls,
  statementTimeout: options.statementTimeout ?? 30_000,
  replicas: options.replicas ?? [],
  replicaLag: options.replicaLag ?? 5_000,
});
