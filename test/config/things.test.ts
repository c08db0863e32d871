import { describe, expect, it } from 'vitest';
import { callersOf, classes } from './callers.ts';
import { fileOf, mistakes, refused, serveFile } from './configured.ts';

const module = `
import { BasePermission, BasicAuthentication, Middleware, Serializer } from 'lightapi';
export class Tea extends Middleware {
  process(c, response) { response?.headers.set('x-tea', 'green'); }
}
export const hono = async (c, next) => { await next(); c.header('x-hono', 'yes'); };
export class IsAnn extends BasePermission {
  hasPermission(c) { return c.get('user')?.sub === 'ann'; }
}
export class Staff extends BasicAuthentication {
  validateCredentials(name) { return { sub: name }; }
}
export class Short extends Serializer { read = ['id', 'title']; }
export class NewestFirst {
  compile({ ordering: [column] }) { return { parameters: [], read: () => ({ order: [{ column, descending: true }] }) }; }
}
export function beforeCreate(c, values) { return { ...values, note: \`by \${this.user?.sub}\` }; }
export async function retrieve(c, id) { return { id, mine: true }; }
export const slug = () => 'made';
export const upper = (text) => text.toUpperCase();
export const noX = { '~standard': { version: 1, vendor: 'test', validate: (value) =>
  value.includes('x') ? { issues: [{ message: 'no x' }] } : { value } } };
export const validator = (name, password) => (password === 'ok' ? { sub: name } : null);
export const byTea = (c) => c.req.header('x-tea') ?? '';
export const notAFunction = 5;
`;

const yaml = `
middleware: [./things.mjs#Tea, ./things#hono, requestIds, Middleware]
auth: { login_validator: ./things.mjs#validator }
endpoints:
  - route: /a
    fields:
      title: { type: str, set: ./things.mjs#upper, schema: ./things.mjs#noX }
      note: { type: str, optional: true }
      slug: { type: str, default_factory: ./things.mjs#slug }
    meta:
      authentication: { backend: ./things.mjs#Staff, permission: { or: [./things.mjs#IsAnn, IsAdminUser] } }
      filtering: { backends: [./things.mjs#NewestFirst], ordering: [id] }
      rate_limit: { points: 2, duration: 60, by: ./things.mjs#byTea, verbs: [DELETE] }
      hooks: { before_create: ./things.mjs#beforeCreate }
  - route: /b
    fields: { title: str, other: str }
    meta:
      serializer: ./things.mjs#Short
      overrides: { retrieve: ./things.mjs#retrieve }
`;

describe('names', () => {
  it('may stand for exports of modules beside the file', async () => {
    const api = await serveFile(fileOf(yaml, { 'things.mjs': module }));
    const { nobody, ann, bob } = callersOf(api);
    expect((await nobody.request('GET', '/a')).headers.get('x-tea')).toBe('green');
    expect((await nobody.request('GET', '/a')).headers.get('x-hono')).toBe('yes');
    expect((await nobody.request('GET', '/a')).headers.get('x-request-id')).not.toBeNull();
    expect((await bob.request('GET', '/a')).status).toBe(403);
    const made = await ann.request('POST', '/a', { title: 'tea' });
    expect(made.body).toMatchObject({ title: 'TEA', note: 'by ann', slug: 'made' });
    expect((await ann.request('POST', '/a', { title: 'x' })).status).toBe(422);
    await ann.request('POST', '/a', { title: 'two' });
    expect((await ann.request('GET', '/a')).body.results.map(({ id }: { id: number }) => id)).toEqual([2, 1]);
    for (const status of [404, 404, 429]) expect((await ann.request('DELETE', '/a/9')).status).toBe(status);
    expect((await api.post('/b', { title: 't', other: 'o' })).body).toEqual({ id: 1, title: 't' });
    expect((await api.get('/b/1')).body).toEqual({ id: 1, mine: true });
    expect((await api.post('/auth/login', { username: 'a', password: 'no' })).status).toBe(200);
  });

  it('of the original are known by their paths there', async () => {
    const python = `
middleware: [lightapi.core.CORSMiddleware]
endpoints:
  - { route: /a, fields: { x: str }, meta: { filtering: { backends: [lightapi.filters.FieldFilter], fields: [x] } } }
`;
    const api = await serveFile(fileOf(python));
    expect((await api.get('/a?x=1')).headers.get('access-control-allow-origin')).toBe('*');
  });

  it('that stand for nothing are told, with what is near', async () => {
    const wrong = `
middleware: [./things.mjs#Tee, ./broken.mjs#x, ./things.mjs#notAFunction, "./things.mjs#a.b", ../etc/passwd]
endpoints:
  - route: /a
    fields: { x: { type: str, set: ./things.mjs#notAFunction } }
    meta: { overrides: { list: ./things.mjs#toString }, hooks: { after_create: ./things.mjs#__proto__ } }
`;
    const file = fileOf(wrong, { 'things.mjs': module, 'broken.mjs': 'throw new Error("out of tea")' });
    const told = await refused(serveFile(file));
    expect(told.map((line) => line.replace(/It exports .*/, '…'))).toEqual([
      'api.yaml:2:14 middleware[0]: "./things.mjs" exports no "Tee". Did you mean "Tea"? …',
      'api.yaml:2:32 middleware[1]: "./broken.mjs" can\'t be loaded: out of tea. Correct it.',
      'api.yaml:2:75 middleware[3]: "./things.mjs#a.b" names no export. Write it as ./file.ts#name.',
      'api.yaml:2:95 middleware[4]: "../etc/passwd" names no export. Write it as ./file.ts#name.',
      'api.yaml:5:36 endpoints[0].fields.x.set: "./things.mjs#notAFunction" is no function. Name an export that is one.',
      'api.yaml:6:32 endpoints[0].meta.overrides.list: "./things.mjs" exports no "toString". …',
      'api.yaml:6:80 endpoints[0].meta.hooks.after_create: "./things.mjs" exports no "__proto__". …',
    ]);
  });

  it('may be given by the program', async () => {
    const told = await mistakes(
      'endpoints: [{ route: /a, fields: { x: str }, meta: { authentication: { backend: Nobdy } } }]',
      {
        classes,
      },
    );
    expect(told[0]).toContain('"Nobdy" is no backend. Did you mean "Nobody"?');
  });
});
