import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mistakes, refused, serveYaml, shortened } from './configured.ts';

beforeEach(() => void vi.stubEnv('LIGHTAPI_JWT_SECRET', 'a-secret-of-thirty-two-bytes-or-more'));
afterEach(() => void vi.unstubAllEnvs());

/** What a file says, and its mistakes. */
const files: readonly (readonly [name: string, yaml: string, mistakes: readonly string[]])[] = [
  [
    'origins',
    'cors_origins: [myapp.com]\n',
    [
      "1:16 cors_origins[0]: \"myapp.com\" is no origin. Give '*', or scheme, host and port as a browser sends them: 'https://app.example'.",
    ],
  ],
  [
    'proxies',
    'trusted_proxies: [localhost]\n',
    [
      "1:19 trusted_proxies[0]: \"localhost\" is no address and no network. Give addresses and networks of your proxies: '127.0.0.1', '10.0.0.0/8', 'fd00::/8'.",
    ],
  ],
  [
    'auth path',
    'auth: { auth_path: login page }\n',
    ['1:20 auth.auth_path: it is "login page". Give a plain path, as in "/auth".'],
  ],
  [
    'database',
    "database: { url: 'sqlite:///:memory:', pool_size: 1, statement_timeout: 0, replicas: [mysql://x/y] }\n",
    [
      '1:51 database.pool_size: it is 1. Give a whole number from 2 to 1,000.',
      '1:73 database.statement_timeout: it is 0. Give a whole number above 0.',
      "1:76 database.replicas: it is no list of URLs of PostgreSQL. Give one: ['postgres://replica-1/books'].",
    ],
  ],
  [
    'server',
    'server: { port: 99999, drain_timeout: soon }\n',
    [
      '1:17 server.port: it is 99999. Give a number from 0 to 65535; 0 takes any free port.',
      '1:39 server.drain_timeout: it is "soon". Give a whole number from 0.',
    ],
  ],
  [
    'bad route',
    'endpoints: [{ route: books, fields: { a: str } }]\n',
    ['1:22 endpoints[0].route: it is no plain path. Write it as "/books" or "/api/v1/books".'],
  ],
  [
    'own route',
    'endpoints: [{ route: /healthz, fields: { a: str } }]\n',
    ['1:22 endpoints[0].route: the app serves this path itself. Choose another path for one of the two.'],
  ],
  [
    'two tables',
    'endpoints:\n  - { route: /v1/items, fields: { a: str } }\n  - { route: /v2/items, fields: { a: str } }\n',
    [
      '2:5 endpoints[0] and api.yaml:3:5 endpoints[1]: share the table "items". Set meta.table on one of them, or register it once.',
    ],
  ],
  [
    'no fields',
    'endpoints: [{ route: /a }]\n',
    [
      '1:13 endpoints[0]: it declares no field. Add one, as in fields: { title: string }, or reflect a table: reflect: true.',
    ],
  ],
  [
    'options of fields',
    'endpoints: [{ route: /a, fields: { a: { type: str, min_lenght: 3, minLength: 1, gt: 5, unique: maybe } } }]\n',
    [
      '1:52 endpoints[0].fields.a.min_lenght: "min_lenght" means nothing here. Did you mean "min_length"? Keys: type, …',
      '1:67 endpoints[0].fields.a.minLength: "minLength" means nothing here. Did you mean "min_length"? Keys: type, …',
      '1:85 endpoints[0].fields.a.gt: a string field has no option "gt". It knows optional, …',
      '1:96 endpoints[0].fields.a.unique: it is "maybe". Give true or false.',
    ],
  ],
  [
    'bounds',
    'endpoints: [{ route: /a, fields: { a: { type: int, ge: 5, le: 1 }, b: { type: str, min_length: 5, max_length: 2 } } }]\n',
    [
      '1:36 endpoints[0].fields.a: no value is ge 5 and le 1. Move the bounds apart.',
      '1:96 endpoints[0].fields.b.min_length: min_length 5 is above max_length 2. No text can be both.',
    ],
  ],
  [
    'names of fields',
    "endpoints: [{ route: /a, fields: { id: int, version: int, list: str, constructor: str, __proto__: str, 'a b': str, ok: str } }]\n",
    [
      '1:40 endpoints[0].fields.id: every endpoint has this field already. Remove the declaration, or give the field another name.',
      '1:54 endpoints[0].fields.version: every endpoint has this field already. Remove the declaration, or give the field another name.',
      '1:65 endpoints[0].fields.list: the name belongs to a method of endpoints. Give the field another name.',
      '1:83 endpoints[0].fields.constructor: the name belongs to a method of endpoints. Give the field another name.',
      '1:99 endpoints[0].fields.__proto__: the name is no column name. Use letters, digits and _, a letter first, 63 at most.',
      '1:111 endpoints[0].fields["a b"]: the name is no column name. Use letters, digits and _, a letter first, 63 at most.',
    ],
  ],
  [
    'defaults',
    'endpoints: [{ route: /a, fields: { a: { type: int, default: abc }, b: { type: str, default: null } } }]\n',
    [
      '1:36 endpoints[0].fields.a: the default abc is refused by the field itself: Input should be a valid integer, unable to parse string as an integer. Change one of them.',
      '1:93 endpoints[0].fields.b.default: it is empty. Give a value, or make the field optional: true.',
    ],
  ],
  [
    'enum',
    "endpoints: [{ route: /a, fields: { a: { type: enum }, b: { type: enum, values: [1, 2] }, c: { type: str, pattern: '(' } } }]\n",
    [
      '1:36 endpoints[0].fields.a: an enum needs its values: one or more different strings. For example values: [draft, live].',
      '1:81 endpoints[0].fields.b.values[0]: it is 1. Give a text.',
      '1:84 endpoints[0].fields.b.values[1]: it is 2. Give a text.',
      '1:115 endpoints[0].fields.c.pattern: pattern "(" is no regular expression. Use the syntax of JavaScript with the u flag.',
    ],
  ],
  [
    'foreign key',
    'endpoints: [{ route: /a, fields: { a: { type: int, foreign_key: nobody.id }, b: { type: int, foreign_key: nobody } } }]\n',
    ['1:107 endpoints[0].fields.b.foreign_key: foreign_key "nobody" names no column. Write it as "table.column".'],
  ],
  [
    'combined permissions',
    'endpoints: [{ route: /a, fields: { a: str }, meta: { authentication: { backend: JWTAuthentication, permission: { and: [], not: AllowAny } } } }]\n',
    [
      '1:100 endpoints[0].meta.authentication.permission: a permission is a name, or one of and, or, not. Give names of permissions, or one of and, or, not.',
    ],
  ],
  [
    'no backend',
    'endpoints: [{ route: /a, fields: { a: str }, meta: { authentication: { permission: IsAuthenticated } } }]\n',
    [
      '1:54 endpoints[0].meta.authentication: a permission asks for users, and no backend says who they are: nobody could ever call this. Name a backend such as JWTAuthentication.',
    ],
  ],
  [
    'secret',
    'endpoints: [{ route: /a, fields: { a: str }, meta: { authentication: { backend: JWTAuthentication, jwt_secret: short, jwt_algorithm: HS999 } } }]\n',
    ['1:54 endpoints[0].meta.authentication: no tokens are signed with HS999. Algorithms: HS256, …'],
  ],
  [
    'filtering',
    'endpoints: [{ route: /a, fields: { title: str }, meta: { filtering: { fields: [titel], search: [id] } } }]\n',
    [
      '1:80 endpoints[0].meta.filtering.fields[0]: it names "titel", which is no column that is shown. Did you mean "title"? Columns: title, id, created_at, updated_at, version.',
      '1:97 endpoints[0].meta.filtering.search[0]: "id" is integer. Search text, and sort by what has an order.',
    ],
  ],
  [
    'serializer',
    'endpoints: [{ route: /a, fields: { title: str }, meta: { serializer: { fields: [titel], read: [id] } } }]\n',
    ['1:58 endpoints[0].meta.serializer: serializer says fields beside read or write. Say one or the other.'],
  ],
  [
    'pagination',
    'defaults: { pagination: { page_size: 50, max_page_size: 20 } }\nendpoints: [{ route: /a, fields: { a: str } }, { route: /b, fields: { a: str }, meta: { pagination: { style: cursors } } }]\n',
    [
      '1:57 defaults.pagination.max_page_size: max_page_size 20 is below page_size 50. Raise it.',
      '2:110 endpoints[1].meta.pagination.style: it is "cursors". Did you mean "cursor"? Give page_number, cursor.',
    ],
  ],
  [
    'rate limit',
    'endpoints: [{ route: /a, fields: { a: str }, meta: { rate_limit: { points: 5, duration: 9999999999 } } }, { route: /b, fields: { a: str }, meta: { rate_limit: { get: { points: 1, duration: 1 } } } }]\n',
    [
      '1:89 endpoints[0].meta.rate_limit.duration: duration is 9999999999. Give whole seconds, from 1 to 2147483.',
      '1:167 endpoints[1].meta.rate_limit.get: "get" is no verb. Did you mean "GET"? Give GET, POST, PUT, PATCH, DELETE.',
    ],
  ],
  [
    'scope',
    'endpoints: [{ route: /a, fields: { owner: str }, meta: { scope: { owner: ownr } } }, { route: /b, fields: { a: json }, meta: { scope: { owner: a }, authentication: { backend: JWTAuthentication } } }]\n',
    [
      '1:58 endpoints[0].meta.scope: nobody is asked who calls. Add authentication, as in authentication: { backend: JWTAuthentication }.',
      '1:74 endpoints[0].meta.scope.owner: "ownr" is no field that is declared. Did you mean "owner"? Fields: owner.',
      '1:128 endpoints[1].meta.scope: "a" is json. An owner is one of string, integer, bigint, uuid.',
    ],
  ],
  [
    'middleware',
    'middleware: [AuthenticationMiddleware]\nendpoints: [{ route: /a, fields: { a: str } }]\n',
    [
      '2:13 endpoints[0]: AuthenticationMiddleware authenticates nobody here, and this endpoint does not say who may. Set authentication; permission: AllowAny is everybody.',
    ],
  ],
];

describe('mistakes that classes would have', () => {
  it.each(files)('%s', async (_, yaml, told) => {
    expect(shortened(await mistakes(yaml, { strict: true }))).toEqual(told);
  });
});

describe('places', () => {
  it('are told of what only the database shows', async () => {
    const yaml = 'endpoints:\n  - route: /a\n    fields:\n      b: { type: int, foreign_key: nobody.id }\n';
    expect(await refused(serveYaml(yaml))).toEqual([
      'api.yaml:4:36 endpoints[0].fields.b.foreign_key: foreign_key "nobody.id" names a table that there is not. Tables: a.',
    ]);
  });

  it('are those of the defaults, once, where these are wrong', async () => {
    const yaml = [
      'defaults: { pagination: { page_size: 5, max_page_size: 1 } }',
      'endpoints: [{ route: /a, fields: { a: str } }, { route: /b, fields: { a: str } }]',
    ].join('\n');
    expect((await mistakes(yaml)).map((line) => line.split(': ')[0])).toEqual([
      'api.yaml:1:56 defaults.pagination.max_page_size',
    ]);
  });

  it('are told of classes of one name apart', async () => {
    const yaml = [
      'endpoints:',
      '  - { route: /v1/a, fields: { x: { type: int, ge: 2, le: 1 } } }',
      '  - { route: /v2/a, fields: { x: { type: int, ge: 4, le: 3 } }, meta: { table: b } }',
    ].join('\n');
    expect((await mistakes(yaml)).map((line) => line.split(': ')[0])).toEqual([
      'api.yaml:2:31 endpoints[0].fields.x',
      'api.yaml:3:31 endpoints[1].fields.x',
    ]);
  });

  it('never come with what a variable holds', async () => {
    vi.stubEnv('PASSWORD', 'hunter2-hunter2');
    const said = await mistakes(
      // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the form of a variable
      [
        'cors_origins: ["${PASSWORD}"]',
        'list_limit: ${PASSWORD}',
        'secret: ["${PASSWORD}"]',
        'auth: { auth_path: "${PASSWORD}" }',
        'endpoints: [{ route: "${PASSWORD}", fields: { a: { type: int, default: "${PASSWORD}" } } }]',
      ].join('\n'),
      // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the form of a variable
    );
    expect(said.length).toBeGreaterThan(3);
    expect(said.join()).not.toContain('hunter2');
  });

  it('are not told of what the program says', async () => {
    const told = await mistakes('cors_origins: [https://a.example]\n', { corsOrigins: ['nothing'] });
    expect(told[0]).toMatch(/^corsOrigins: "nothing" is no origin\./);
  });
});
