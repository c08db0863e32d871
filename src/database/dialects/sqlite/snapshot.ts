/** A transaction that only reads: on a connection of its own, it sees one moment of the file and holds up no writer. */
import Sqlite from 'better-sqlite3';
import type { Awaitable } from '../../../awaitable.ts';
import type { Access } from '../../access.ts';
import { lent } from '../../lease.ts';
import { translateQuery } from './errors.ts';
import { registerFunctions } from './functions.ts';
import { readTimeout } from './reader.ts';
import { prepareQueries, prepareRun } from './run.ts';
import { busyLimit } from './writer.ts';

/** Runs work whose reads are of one moment; once it is over, its connection is closed, and reads are errors. */
export function readSnapshot<T>(file: string, work: (access: Access) => Awaitable<T>, limit = busyLimit): Promise<T> {
  const db = new Sqlite(file, { readonly: true, timeout: readTimeout });
  registerFunctions(db);
  const run = prepareRun(db);
  const { query } = prepareQueries(db);
  const access: Access = {
    read: run,
    // SQLite refuses what would write; savepoints, which change nothing, it takes.
    write: async (writing) => writing(run),
    query: (sql, values) => {
      try {
        return query(sql, values);
      } catch (error) {
        throw translateQuery(error);
      }
    },
  };
  const begin = (): void => void db.exec('BEGIN');
  return lent(() => work(access), { begin, end: () => void db.close(), limit })();
}
