/** What the methods of a registered endpoint stand on: its table, its actions, the request that is being answered. */
import type { Context } from 'hono';
import type { User } from '../auth/user.ts';
import type { Opened, Query } from '../database/database.ts';
import type { Rows } from '../database/kysely.ts';
import type { Key, StoredRow } from '../model.ts';
import type { Task } from './asking.ts';

type Row = Record<string, unknown>;

/** The body of a request, not validated yet. */
export type Body = Readonly<Record<string, unknown>>;

/** The defaults of all that an endpoint can override. */
export interface Runtime {
  readonly get: (c: Context) => Promise<Response>;
  readonly post: (c: Context) => Promise<Response>;
  readonly change: (c: Context, partial: boolean) => Promise<Response>;
  readonly remove: (c: Context) => Promise<Response>;
  readonly list: (c: Context) => Promise<Row>;
  readonly retrieve: (c: Context, id: Key) => Promise<Row>;
  readonly create: (c: Context, data: Body) => Promise<Row>;
  readonly update: (c: Context, id: Key, change: { readonly data: Body; readonly partial: boolean }) => Promise<Row>;
  readonly destroy: (c: Context, id: Key) => Promise<void>;
  readonly select: () => Rows<StoredRow>;
  readonly db: () => Query;
  readonly session: Opened['session'];
  readonly user: () => User | undefined;
  readonly later: (task: Task) => void;
}
