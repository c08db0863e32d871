/** Who may do what, as a table: for a project to keep as a snapshot, and to look at when it changes. */
import type { LightApi } from '../app.ts';
import { actingAs, type User } from '../auth/user.ts';
import type { Verb } from '../model.ts';

/** Callers by their names in the table; `undefined` is nobody. */
export type AccessRoles = Readonly<Record<string, User | undefined>>;

const defaultRoles: AccessRoles = {
  anonymous: undefined,
  user: { sub: 'user' },
  admin: { sub: 'admin', is_admin: true },
};

/** Each call of an endpoint: one that writes nothing, since there is no row 0, and a list is no body. */
const calls: readonly (readonly [verb: Verb, path: string])[] = [
  ['GET', ''],
  ['POST', ''],
  ['GET', '/0'],
  ['PUT', '/0'],
  ['PATCH', '/0'],
  ['DELETE', '/0'],
];

/**
 * The status that each role gets from each route and verb, as text. 401 and 403 mean no; 200, 404 for a row that there is
 * not, and 422 for a body that is none, mean yes. Nothing is written but by overrides of yours.
 *
 * @example
 * ```ts
 * import { field, IsAdminUser, LightApi, BasicAuthentication, type Meta, RestEndpoint } from 'lightapi';
 * import { accessMatrix } from 'lightapi/testing';
 *
 * class NoteEndpoint extends RestEndpoint {
 *   text = field.string();
 *   static override meta: Meta<NoteEndpoint> = {
 *     methods: ['GET', 'POST'],
 *     authentication: { backend: BasicAuthentication, permission: IsAdminUser },
 *   };
 * }
 * const app = new LightApi({ database: 'sqlite:///:memory:', loginValidator: () => null });
 * app.register({ '/notes': NoteEndpoint });
 * const matrix = await accessMatrix(app);
 * console.assert(matrix.split('\n')[2] === 'POST  /notes       401        403   422');
 * await app.close();
 * ```
 */
export async function accessMatrix(
  app: Pick<LightApi, 'request' | 'resources' | 'basePath'>,
  roles: AccessRoles = defaultRoles,
): Promise<string> {
  const rows: string[][] = [['', '', ...Object.keys(roles)]];
  for (const { route, model } of await app.resources()) {
    for (const [verb, item] of calls.filter(([served]) => model.verbs.includes(served))) {
      const statuses: string[] = [];
      for (const user of Object.values(roles))
        statuses.push(String(await status(app, [verb, `${app.basePath}${route}${item}`], user)));
      rows.push([verb, item === '' ? route : `${route}/{id}`, ...statuses]);
    }
  }
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

async function status(
  app: Pick<LightApi, 'request'>,
  [method, path]: readonly [Verb, string],
  user: User | undefined,
): Promise<number> {
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const body = hasBody ? { headers: { 'content-type': 'application/json' }, body: '[]' } : {};
  const reply = await app.request(path, { method, ...body }, actingAs(user));
  await reply.arrayBuffer();
  return reply.status;
}
