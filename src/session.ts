/** Transactions outside of requests: typed Kysely on an app's database, or on any. */
import { openDatabase } from './database/open.ts';
import type { Session, SessionSettings, TableTypes } from './database/session.ts';
import type { Resource } from './endpoint/resource.ts';
import type { Row } from './field/infer.ts';

/** `/order-items` to `order_items`, `/api/v1/books` to `books`. */
type TableOf<Route> = Route extends `${string}/${infer Rest}` ? TableOf<Rest> : Underscored<Route>;
type Underscored<Name> = Name extends `${infer Head}-${infer Tail}` ? `${Head}_${Underscored<Tail>}` : Name;

// biome-ignore lint/suspicious/noExplicitAny: a class of any fields
type InstanceOf<Class> = Class extends new (...args: any) => infer Instance ? Instance : never;

/** The tables of registered classes, by the last part of their routes. */
export type SessionTables<Routes> = {
  [Route in keyof Routes as TableOf<Route>]: TableTypes<Row<InstanceOf<Routes[Route]>>>;
};

/** `books` for a table that is served at `/books`, where it has another name. */
export function namesByRoute(resources: readonly Resource[]): ReadonlyMap<string, string> {
  const tables = new Set(resources.map(({ model }) => model.table));
  const named = resources.map(({ route, model }) => [route.split('/').at(-1)?.replaceAll('-', '_') ?? '', model.table]);
  return new Map(named.filter(([name = '']) => !tables.has(name)) as [string, string][]);
}

/** What has a database: an app, with its routes as a type. */
interface Engine<Routes> {
  readonly routes: Routes;
  withSession<T, Tables>(work: (session: Session<Tables>) => Promise<T>, settings?: SessionSettings): Promise<T>;
}

/**
 * Runs `work` in one transaction of an app's database, or of the one that a URL names: committed when it returns, undone
 * when it throws. Inside another session of the same app, it is a savepoint of that. Throws what `work` throws, and
 * `ConfigurationError` where the database can't be opened.
 *
 * @example
 * ```ts
 * import { field, LightApi, RestEndpoint, withSession } from 'lightapi';
 *
 * class BookEndpoint extends RestEndpoint {
 *   title = field.string();
 * }
 * const app = new LightApi({ database: 'sqlite:///:memory:' }).register({ '/books': BookEndpoint });
 * const count = await withSession(app, async (session) => {
 *   const now = new Date();
 *   await session.insertInto('books').values({ title: 'SICP', created_at: now, updated_at: now, version: 1 }).execute();
 *   return (await session.selectFrom('books').select('title').execute()).length;
 * });
 * console.assert(count === 1);
 * await app.close();
 * ```
 */
export function withSession<T>(
  engine: string,
  work: (session: Session) => Promise<T>,
  settings?: SessionSettings,
): Promise<T>;
export function withSession<T, Routes>(
  engine: Engine<Routes>,
  work: (session: Session<SessionTables<Routes>>) => Promise<T>,
  settings?: SessionSettings,
): Promise<T>;
export async function withSession<T>(
  engine: string | Engine<unknown>,
  work: (session: Session) => Promise<T>,
  settings?: SessionSettings,
): Promise<T> {
  if (typeof engine !== 'string') return engine.withSession(work, settings);
  const database = await openDatabase(engine);
  try {
    return await database.open([]).session((session) => work(session), settings);
  } finally {
    await database.close();
  }
}
