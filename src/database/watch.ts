/** Lets somebody see what a database does: every statement, of ours and of users, and how long work waits for it. */
import { type Awaitable, whenDone } from '../awaitable.ts';
import type { Access, Transact } from './access.ts';
import type { Watch, Watching } from './database.ts';

/** Runs a statement, and tells how it went. */
function run<T>({ statement }: Watching, sql: string, work: () => Awaitable<T>): Awaitable<T> {
  const end = statement(sql);
  const started = performance.now();
  return whenDone(work, (error) =>
    end({ took: performance.now() - started, ...(error !== undefined && { error: error.thrown }) }),
  );
}

/** Counts how long work waits, until what is returned is called. */
function waiting({ waited }: Watching): () => void {
  const started = performance.now();
  return () => waited(performance.now() - started);
}

/** Work of one statement. */
function alone<T>(watch: Watch, sql: string, work: () => Awaitable<T>): Awaitable<T> {
  const watching = watch();
  return whenDone(() => run(watching, sql, work), waiting(watching));
}

/** The same connections, watched. */
export const watchedAccess = (access: Access, watch: Watch): Access => ({
  read: (statement, values, byteLimit) => alone(watch, statement.sql, () => access.read(statement, values, byteLimit)),
  query: (sql, values) => alone(watch, sql, () => access.query(sql, values)),
  write: (work, several) => {
    const watching = watch();
    return access
      .write(
        (runStatement) =>
          work((statement, values) => run(watching, statement.sql, () => runStatement(statement, values))),
        several,
      )
      .finally(waiting(watching));
  },
});

/** The same transactions, watched: of their time, that in which they begin and end is waited for. */
export const watchedTransact =
  (transact: Transact, watch: Watch): Transact =>
  async (work, settings) => {
    const watching = watch();
    let end = waiting(watching);
    try {
      return await transact(async (access) => {
        end();
        end = () => undefined;
        try {
          return await work(watchedAccess(access, watch));
        } finally {
          end = waiting(watching);
        }
      }, settings);
    } finally {
      end();
    }
  };
