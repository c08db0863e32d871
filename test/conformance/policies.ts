/** A server with all policies on: tokens, permissions, scopes, hooks, limits, filters, pages, middleware. */
import type { Context } from 'hono';
import { SignJWT } from 'jose';
import {
  AllowAny,
  type Changes,
  field,
  IsAuthenticated,
  JWTAuthentication,
  LightApi,
  type Meta,
  Middleware,
  RestEndpoint,
  requestIds,
  type Scope,
} from 'lightapi';
import { keepLog } from '../serve.ts';

const secret = 'a-secret-of-thirty-two-bytes-or-more';
export const owners = ['ann', 'bob'] as const;
/** Stands in each row that is theirs, and in no request. */
export const stampOf = (owner: string): string => `stamp<${owner}>`;
/** Stands in each value that no reply shows, and in no request. */
export const hiddenMark = 'never<shown>';

abstract class OwnedEndpoint extends RestEndpoint {
  owner = field.string();
  title = field.string({ minLength: 1, maxLength: 40 });
  slug = field.string({ optional: true, unique: true });
  price = field.decimal({ decimalPlaces: 2, maxDigits: 8, default: '1.00' });
  count = field.bigint({ optional: true });
  open = field.boolean({ default: false });
  at = field.datetime({ optional: true });
  day = field.date({ optional: true });
  key = field.uuid({ optional: true });
  data = field.json({ optional: true });
  kind = field.enum(['a', 'b'], { default: 'a' });
  first = field.integer({ optional: true, immutable: true });
  stamp = field.string({ readOnly: true, default: '' });
  hidden = field.string({ readOnly: true, default: hiddenMark });
  password = field.string({ optional: true, writeOnly: true, set: () => hiddenMark });

  override scope(): Scope {
    return this.user === undefined ? false : this.eb(this.owner, '=', String(this.user.sub));
  }
  override scopeDefaults() {
    return { owner: String(this.user?.sub) };
  }
  override beforeCreate(_: Context, values: Changes<OwnedEndpoint>) {
    values.stamp = stampOf(String(values.owner));
  }
}

export const shown = [
  'id',
  'owner',
  'title',
  'slug',
  'price',
  'count',
  'open',
  'at',
  'day',
  'key',
  'data',
  'kind',
] as const;
export const read = [...shown, 'first', 'stamp', 'created_at', 'updated_at', 'version'] as const;
const meta: Meta<OwnedEndpoint> = {
  authentication: {
    backend: new JWTAuthentication({ secret }),
    permission: { GET: AllowAny, POST: IsAuthenticated, PUT: IsAuthenticated, DELETE: IsAuthenticated },
  },
  serializer: { read, write: ['id', 'version', 'stamp'] },
  filtering: { fields: shown, search: ['title', 'kind'], ordering: ['title', 'price', 'at', 'count', 'id'] },
  rateLimit: { points: 1_000_000, duration: 60, by: 'user' },
};

class NoteEndpoint extends OwnedEndpoint {
  static override meta: Meta<OwnedEndpoint> = { ...meta, pagination: { pageSize: 3, maxPageSize: 5 } };
  override queryset() {
    return this.select().where(this.open, '=', false).orderBy(this.price, 'desc');
  }
}
class StrictEndpoint extends OwnedEndpoint {
  static override meta: Meta<OwnedEndpoint> = {
    ...meta,
    authentication: { backend: new JWTAuthentication({ secret }) },
    pagination: { style: 'cursor', pageSize: 2, maxPageSize: 4 },
    strictQuery: true,
    requireVersionOnDelete: true,
  };
  override async get(c: Context) {
    return super.get(c);
  }
  override async post(c: Context) {
    return { ...(await this.create(c, await c.req.json())), own: true };
  }
}
class PlainEndpoint extends OwnedEndpoint {
  static override meta: Meta<OwnedEndpoint> = { ...meta, table: 'plain' };
}

class StampMiddleware extends Middleware {
  process(_: Context, response: Response | null) {
    response?.headers.set('x-stamped', 'yes');
  }
}

export const log = keepLog();
export const app = new LightApi({
  database: 'sqlite:///:memory:',
  logger: log,
  secret,
  middlewares: [requestIds, StampMiddleware],
  corsOrigins: ['https://app.example'],
  trustedProxies: ['10.0.0.0/8'],
  loginValidator: (name) => (name === 'ann' ? { sub: name } : null),
  loginRateLimit: { points: 1_000_000, duration: 60 },
  bodyLimit: 4_000,
}).register({ '/notes': NoteEndpoint, '/strict': StrictEndpoint, '/plain': PlainEndpoint });

const sign = (claims: Record<string, unknown>, key = secret): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(key));
const later = Math.floor(Date.now() / 1000) + 86_400;

/** Who a request is from, and what it says of that. */
type Caller = readonly [owner: (typeof owners)[number] | undefined, authorization: string | undefined];

/** Two who are known, and many who are not. */
export async function makeCallers(): Promise<readonly Caller[]> {
  const tokens = await Promise.all(owners.map((sub) => sign({ sub, exp: later })));
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${tokens[0]?.split('.')[1]}.`;
  return [
    ...owners.map((owner, at): Caller => [owner, `Bearer ${tokens[at]}`]),
    [undefined, undefined],
    [undefined, `Bearer ${await sign({ sub: 'ann', exp: 1 })}`],
    [undefined, `Bearer ${await sign({ sub: 'ann' })}`],
    [undefined, `Bearer ${await sign({ sub: 'ann', exp: later }, `${secret}!`)}`],
    [undefined, `Bearer ${none}`],
    [undefined, 'Basic YW5uOng='],
    [undefined, 'Bearer'],
  ];
}

/** Three rows of each owner at each route. */
export async function makeRows(callers: readonly Caller[]): Promise<void> {
  for (const route of ['/notes', '/strict', '/plain']) {
    for (const [at, [, authorization = '']] of callers.slice(0, owners.length).entries()) {
      for (const title of ['one', 'two', 'three']) {
        const headers = { authorization, 'content-type': 'application/json' };
        const body = JSON.stringify({ title, slug: `${title}-${at}`, price: '2.50', password: 'x' });
        const { status } = await app.request(route, { method: 'POST', headers, body });
        if (status >= 300) throw new Error(`POST ${route} is ${status}`);
      }
    }
  }
}
