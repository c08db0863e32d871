// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the form of a variable
import { describe, expect, it } from 'vitest';
import { configOf, mistakes, shortened } from './configured.ts';

/** What a file says, and its mistakes. */
const files: readonly (readonly [name: string, yaml: string, mistakes: readonly string[]])[] = [
  ['scalar', 'just text\n', ['1:1: it is "just text". Give a map of database, …']],
  ['list', '- route: /x\n', ['1:1: it is a list. Give a map of database, …']],
  [
    'unknown key',
    'list_limitt: 3\n',
    ['1:1 list_limitt: "list_limitt" means nothing here. Did you mean "list_limit"? Keys: database, …'],
  ],
  [
    'types',
    'list_limit: many\nbody_limit: -1\ntrusted_proxies: 10.0.0.1\ncreate_tables: sometimes\n',
    [
      '1:13 list_limit: it is "many". Give a whole number above 0.',
      '2:13 body_limit: it is -1. Give a whole number above 0.',
      '3:18 trusted_proxies: it is "10.0.0.1". Give a list of texts.',
      '4:16 create_tables: it is "sometimes". Give never, missing, sync.',
    ],
  ],
  [
    'limit',
    'auth: { login_rate_limit: { points: 5 } }\n',
    ['1:27 auth.login_rate_limit: it has no "duration". Add it. The window, in seconds.'],
  ],
  [
    'variable',
    'secret: ${NOPE}\nlist_limit: ${1X}\n',
    [
      '1:9 secret: the environment variable NOPE is not set. Set it, or give a default: ${NOPE:-…}.',
      '2:13 list_limit: "${" begins no variable. Write ${VAR} or ${VAR:-default}; $${ is the text itself.',
    ],
  ],
  [
    'validator',
    'auth: { login_validator: myapp.auth.login }\n',
    [
      '1:26 auth.login_validator: "myapp.auth.login" is a path of Python. Your own: ./myapp/auth.ts#login, or fromConfig(file, { classes: { "myapp.auth.login": … } }).',
    ],
  ],
  [
    'module',
    'middleware: [./nothing.ts#Middleware, ./nothing.ts, Cors]\n',
    [
      '1:14 middleware[0]: there is no module "./nothing.ts". Paths begin at the folder of this file.',
      '1:39 middleware[1]: "./nothing.ts" names no export. Write it as ./file.ts#name.',
      '1:53 middleware[2]: "Cors" is no middleware. Did you mean "CORSMiddleware"? Names: CORSMiddleware, AuthenticationMiddleware, Middleware, requestIds. Your own: ./file.ts#name, or fromConfig(file, { classes: { "Name": … } }).',
    ],
  ],
  [
    'no route',
    'endpoints: [{ fields: { a: str } }]\n',
    ['1:13 endpoints[0]: it has no "route". Add one, as in route: /books.'],
  ],
  [
    'python class',
    'endpoints: [{ path: /a, class: myapp.endpoints.A }]\n',
    [
      '1:32 endpoints[0].class: "myapp.endpoints.A" is a path of Python. Your own: ./myapp/endpoints.ts#A, or fromConfig(file, { classes: { "myapp.endpoints.A": … } }).',
    ],
  ],
  [
    'class and fields',
    'endpoints: [{ path: /a, class: A, fields: { a: str } }]\n',
    [
      '1:32 endpoints[0].class: "A" is no endpoint class. Your own: ./file.ts#name, or fromConfig(file, { classes: { "Name": … } }).',
      '1:35 endpoints[0].fields: "fields" stands beside "class", which says it. Remove it, or write it into the class.',
    ],
  ],
  [
    'types of fields',
    'endpoints: [{ route: /a, fields: { a: strng, b: {}, c: list, d: null, e: 5 } }]\n',
    [
      '1:39 endpoints[0].fields.a: it is "strng". Did you mean "string"? Give string, …',
      '1:46 endpoints[0].fields.b: it has no "type". Give one: string, …',
      '1:56 endpoints[0].fields.c: it is "list". Give string, …',
      '1:65 endpoints[0].fields.d: it is empty. Give string, …',
      '1:74 endpoints[0].fields.e: it is 5. Give string, …',
    ],
  ],
  [
    'methods',
    'endpoints: [{ route: /a, fields: { a: str }, meta: { methods: [get, POST] } }, { route: /b, fields: { a: str }, meta: { methods: { FETCH: {} } } }]\n',
    [
      '1:64 endpoints[0].meta.methods[0]: it is "get". Did you mean "GET"? Give GET, POST, PUT, PATCH, DELETE.',
      '1:139 endpoints[1].meta.methods.FETCH: "FETCH" is no verb. Give GET, POST, PUT, PATCH, DELETE.',
    ],
  ],
  [
    'permissions',
    'endpoints: [{ route: /a, fields: { a: str }, meta: { authentication: { backend: JWT, permission: IsAdmin } } }]\n',
    [
      '1:81 endpoints[0].meta.authentication.backend: "JWT" is no backend. Did you mean "JWTAuthentication"? Names: JWTAuthentication, BasicAuthentication, ApiKeyAuthentication. Your own: ./file.ts#name, or fromConfig(file, { classes: { "Name": … } }).',
      '1:98 endpoints[0].meta.authentication.permission: "IsAdmin" is no permission. Did you mean "IsAdminUser"? Names: AllowAny, IsAuthenticated, IsAdminUser. Your own: ./file.ts#name, or fromConfig(file, { classes: { "Name": … } }).',
    ],
  ],
  [
    'permission map',
    'endpoints: [{ route: /a, fields: { a: str }, meta: { authentication: { backend: JWTAuthentication, permission: { get: AllowAny } } } }]\n',
    [
      '1:119 endpoints[0].meta.authentication.permission.get: "get" is no verb. Did you mean "GET"? Give GET, POST, PUT, PATCH, DELETE.',
    ],
  ],
  [
    'misspelt guard',
    'endpoints: [{ route: /a, fields: { a: str }, meta: { authentification: { backend: JWTAuthentication } } }]\n',
    [
      '1:72 endpoints[0].meta.authentification: "authentification" means nothing here. Did you mean "authentication"? Keys: table, …',
    ],
  ],
  [
    'keys',
    'endpoints: [{ route: /a, fields: { a: str }, meta: { authentication: { backend: ApiKeyAuthentication, api_keys: [{ key: abc }, { user: { sub: a } }] } } }]\n',
    [
      '1:114 endpoints[0].meta.authentication.api_keys[0]: it has no "user". Add it. Who that is, as claims: { sub: importer }.',
      '1:128 endpoints[0].meta.authentication.api_keys[1]: it is no key of a user. Give key or hash, and the user as a map: { sub: importer }.',
    ],
  ],
  [
    'hooks',
    'endpoints: [{ route: /a, fields: { a: str }, meta: { hooks: { before_creat: ./x.ts#a, after_create: notify } } }]\n',
    [
      '1:63 endpoints[0].meta.hooks.before_creat: "before_creat" means nothing here. Did you mean "before_create"? Keys: before_create, after_create, before_update, after_update, before_delete, after_delete.',
      '1:101 endpoints[0].meta.hooks.after_create: "notify" is no function. Your own: ./file.ts#name, or fromConfig(file, { classes: { "Name": … } }).',
    ],
  ],
  [
    'legacy crud',
    'tables: [{ name: users, crud: [fetch] }, { crud: [get] }]\n',
    [
      '1:32 tables[0].crud[0]: it is "fetch". Give get, post, put, patch, delete.',
      '1:42 tables[1]: it has no "name". Add it. The table.',
    ],
  ],
];

describe('mistakes of the grammar', () => {
  it.each(files)('%s', async (_, yaml, told) => {
    expect(shortened(await mistakes(yaml, { strict: true }))).toEqual(told);
  });
});

describe('values', () => {
  it('may be what the YAML of the original takes for true and false, and texts of numbers', async () => {
    const yaml = `
endpoints:
  - route: /a
    fields: { a: { type: str, optional: yes, unique: "on", index: 1, min_length: "3" } }
    meta: { strict_query: TRUE, require_version_on_delete: off, pagination: { page_size: "5" } }
`;
    const { routes } = await configOf(yaml);
    const endpoint = routes['/a'] as unknown as { new (): Record<string, { options: object }>; meta: object };
    expect(new endpoint().a?.options).toEqual({ optional: true, unique: true, index: true, minLength: 3 });
    expect(endpoint.meta).toEqual({ strictQuery: true, requireVersionOnDelete: false, pagination: { pageSize: 5 } });
  });

  it('may be empty, which says nothing', async () => {
    const yaml =
      'auth:\nserver:\ndefaults:\nmiddleware:\nendpoints:\n  - route: /a\n    fields: { a: str }\n    meta:\n';
    expect((await configOf(yaml, { strict: true })).options).toEqual({ database: 'sqlite:///:memory:' });
    expect((await configOf('')).routes).toEqual({});
  });
});

describe('a word that keeps callers out', () => {
  const entry = (...lines: string[]) =>
    `endpoints:\n  - route: /x\n    fields: { n: { type: int } }\n    ${lines.join('\n    ')}\n`;

  it.each([
    ['where it means nothing', entry('authentication: { permission: IsAuthenticated }'), 'means nothing here'],
    ['in a list of another kind', entry('meta: { permission: IsAuthenticated }'), 'means nothing here'],
    [
      'for all endpoints where that is not known',
      `defaults: { scope: { owner: n } }\n${entry('meta: {}')}`,
      'nothing here',
    ],
    [
      'beside the form of a permission',
      entry('meta: { authentication: { permission: { or: [AllowAny], GET: AllowAny } } }'),
      '',
    ],
    ['without a value', entry('meta: { authentication: }'), 'it says nothing'],
    ['without a value, of a field', entry('meta:').replace('type: int', 'type: int, write_only:'), 'it says nothing'],
  ])('is a mistake %s', async (_, yaml, told) => {
    const found = await mistakes(yaml);
    expect(found.join('\n')).toContain(told);
    expect(found).toHaveLength(1);
  });
});
