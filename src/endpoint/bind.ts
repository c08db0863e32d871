/** Binds a resource to a database and the settings of an app: what its verbs work with. */
import type { Context } from 'hono';
import { type ActionContext, compileStrictQuery } from '../action/action.ts';
import type { Opened, Table } from '../database/database.ts';
import { columnReference } from '../database/kysely.ts';
import { Field, refer } from '../field/field.ts';
import { compileSparseFields } from '../filter/sparse-fields.ts';
import type { Model } from '../model.ts';
import { signedCursors } from '../pagination/keyset.ts';
import { compileSchema } from '../schema/schema.ts';
import { compileRuntime } from './defaults.ts';
import { attach } from './endpoint.ts';
import type { Resource } from './resource.ts';
import { compileSee, type See } from './see.ts';

/** What an app says of all its endpoints. */
interface AppSettings {
  readonly bodyLimit: number;
  readonly listLimit: number;
  /** Whose address a request has, and the address that it was sent to, as far as proxies are trusted. */
  readonly publicUrl: (c: Context) => string;
  /** Signs cursors. */
  readonly secret: string;
  readonly clock: () => Date;
}

/** A resource whose table is open. */
interface Tabled {
  readonly resource: Resource;
  readonly table: Table;
  readonly opened: Opened;
}

/** What the verbs of a resource need: as everybody sees it, and as the caller of a request does. */
export interface Bound {
  readonly action: ActionContext;
  readonly see: See;
}

/** What every new row has, of what the table has columns for. */
function compileStamps({ columns }: Model): ActionContext['stamps'] {
  const names = new Set(columns.filter(({ input }) => input === 'none').map(({ name }) => name));
  const times = ['created_at', 'updated_at'].filter((name) => names.has(name));
  const version = names.has('version') && { version: 1 };
  return (at) => ({ ...Object.fromEntries(times.map((name) => [name, at])), ...version });
}

function bindAction({ resource: { model, policies }, table }: Tabled, settings: AppSettings): ActionContext {
  const { bodyLimit, listLimit, publicUrl, secret, clock } = settings;
  const schema = compileSchema(model);
  const { filtering, strictQuery, requireVersionOnDelete } = policies;
  const paginator = policies.paginator.make({ listLimit, cursors: signedCursors(secret, model.table) });
  const known = new Set(policies.parameters.map(({ name }) => name));
  const columns = new Map(model.columns.map((column) => [column.name, column]));
  const { locking } = model;
  const primaryKey = columns.get(model.primaryKey.name) ?? model.primaryKey;
  return {
    table,
    schema,
    body: { limit: bodyLimit, exact: schema.exact },
    filtering,
    paginator,
    fields: compileSparseFields(model.shown.read),
    checkQuery: compileStrictQuery(strictQuery, known),
    checkItemQuery: compileStrictQuery(strictQuery, new Set(['fields'])),
    primaryKey,
    columns,
    publicUrl,
    requireVersionOnDelete,
    locking,
    now: clock,
    stamps: compileStamps(model),
  };
}

/** Tells the fields of an endpoint which columns they are. */
function bindFields({ endpoint, model }: Resource): void {
  for (const [name, value] of Object.entries(endpoint)) {
    if (value instanceof Field) refer(value, columnReference(model.table, name));
  }
}

/** Compiles everything that the verbs of a resource need. */
export function bindResource(tabled: Tabled, settings: AppSettings): Bound {
  const { resource, opened } = tabled;
  const action = bindAction(tabled, settings);
  const see = compileSee(resource, action, opened);
  bindFields(resource);
  attach(resource.endpoint, compileRuntime({ resource, action, see, opened }));
  return { action, see };
}
