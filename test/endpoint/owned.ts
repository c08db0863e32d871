/** Notes that have owners, and callers without passwords: what the tests of scopes and overrides start with. */
import type { Context } from 'hono';
import { field, type Meta, RestEndpoint, type Scope, type User } from 'lightapi';
import { type TestClient, testClient } from 'lightapi/testing';
import { type Api, type Routes, serve } from '../serve.ts';

/** Finds nobody: the callers of tests are known by `as`. */
export class Nobody {
  readonly challenge = 'None';
  authenticate(_: Context): User | undefined {
    return undefined;
  }
}

export const authentication = { backend: Nobody };

/** Each caller sees and writes their own notes; an admin all of them. */
export class NoteEndpoint extends RestEndpoint {
  owner = field.string();
  text = field.string({ minLength: 1 });
  rank = field.integer({ default: 0 });
  static override meta: Meta = {
    table: 'notes',
    authentication,
    filtering: { fields: ['text', 'owner'], search: ['text'], ordering: ['rank', 'text'] },
    pagination: { style: 'page_number', pageSize: 2 },
  };

  override scope(_: Context): Scope {
    return this.user?.is_admin === true ? true : this.eb(this.owner, '=', String(this.user?.sub));
  }

  override scopeDefaults(_: Context) {
    return { owner: String(this.user?.sub) };
  }
}

export interface Callers extends Record<'ann' | 'bob' | 'root', TestClient> {
  readonly api: Api;
}

/** Serves endpoints to ann, bob, and root, who is an admin. */
export async function callers(routes: Routes, options: Parameters<typeof serve>[1] = {}): Promise<Callers> {
  const api = await serve(routes, options);
  const client = testClient(api.app);
  return {
    api,
    ann: client.as({ sub: 'ann' }),
    bob: client.as({ sub: 'bob' }),
    root: client.as({ sub: 'root', is_admin: true }),
  };
}
