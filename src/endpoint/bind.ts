/** Binds a resource to a database and the settings of an app: what its verbs work with. */
import type { Context } from 'hono';
import { type ActionContext, compileStrictQuery } from '../action/action.ts';
import type { Database } from '../database/database.ts';
import { compileSparseFields } from '../filter/sparse-fields.ts';
import type { Model } from '../model.ts';
import { signedCursors } from '../pagination/keyset.ts';
import { compileSchema } from '../schema/schema.ts';
import type { Resource } from './resource.ts';

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

/** Compiles everything that the verbs of a resource need. `models` are all of the app. */
export function bindResource(
  { model, policies }: Resource,
  { database, models }: { readonly database: Database; readonly models: readonly Model[] },
  { bodyLimit, listLimit, publicUrl, secret, clock }: AppSettings,
): ActionContext {
  const schema = compileSchema(model);
  const { filtering, strictQuery, requireVersionOnDelete } = policies;
  const paginator = policies.paginator.make({ listLimit, cursors: signedCursors(secret, model.table) });
  const known = new Set([...filtering.parameters, ...policies.paginator.parameters, 'fields']);
  const columns = new Map(model.columns.map((column) => [column.name, column]));
  const primaryKey = columns.get('id');
  if (primaryKey === undefined) throw new Error(`${model.name} has no primary key`);
  return {
    table: database.table(model, models),
    schema,
    body: { limit: bodyLimit, exact: schema.exact },
    filtering,
    paginator,
    sparse: compileSparseFields(model.shown.read),
    checkQuery: compileStrictQuery(strictQuery, known),
    checkItemQuery: compileStrictQuery(strictQuery, new Set(['fields'])),
    primaryKey,
    columns,
    publicUrl,
    requireVersionOnDelete,
    now: clock,
  };
}
