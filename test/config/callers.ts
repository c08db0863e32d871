/** Callers without passwords, for apps that are made of YAML. */
import { type TestClient, testClient } from 'lightapi/testing';
import { Nobody } from '../endpoint/owned.ts';
import type { Api } from '../serve.ts';
import { serveYaml } from './configured.ts';

/** A backend that finds nobody: callers are known by `as`. */
export const classes = { Nobody };

export const callersOf = ({ app }: Pick<Api, 'app'>): Record<'nobody' | 'ann' | 'bob' | 'root', TestClient> => {
  const nobody = testClient(app);
  return {
    nobody,
    ann: nobody.as({ sub: 'ann' }),
    bob: nobody.as({ sub: 'bob' }),
    root: nobody.as({ sub: 'root', is_admin: true }),
  };
};

/** What nobody, a user and an admin get of the endpoint `/a` with a field `x`. */
export async function statusesOf(yaml: string, method: string): Promise<Readonly<Record<string, number>>> {
  const { bob: _, ...callers } = callersOf(await serveYaml(yaml, { classes }));
  const path = method === 'GET' || method === 'POST' ? '/a' : '/a/1';
  const statuses = Object.entries(callers).map(async ([name, client]) => {
    const { status } = await client.request(method, path, method === 'POST' ? { x: 'x' } : undefined);
    return [name, status] as const;
  });
  return Object.fromEntries(await Promise.all(statuses));
}
