/** Endpoints that have something of everything that a description tells. */
import { randomUUID } from 'node:crypto';
import {
  AllowAny,
  ApiKeyAuthentication,
  BasicAuthentication,
  field,
  hashApiKey,
  IsAdminUser,
  JWTAuthentication,
  type Meta,
  RestEndpoint,
} from 'lightapi';
import { z } from 'zod';

export const backend = new JWTAuthentication({ secret: 'thirty-two characters of a secret' });
export const apiKey = 'the key of the importer';
export const ordinaryKey = 'the key of a reader';

export class AuthorEndpoint extends RestEndpoint {
  name = field.string({ minLength: 1, maxLength: 80, description: 'As it stands on the cover.' });
  born = field.date({ optional: true });
  static override meta: Meta<AuthorEndpoint> = {
    description: 'Who wrote the books.',
    pagination: { style: 'cursor', pageSize: 2, maxPageSize: 50 },
    filtering: { fields: ['name', 'born'], ordering: ['name', 'born'] },
    authentication: {
      backend: new ApiKeyAuthentication({
        keys: {
          [hashApiKey(apiKey)]: { sub: 'importer', is_admin: true },
          [hashApiKey(ordinaryKey)]: { sub: 'reader' },
        },
      }),
      permission: { GET: AllowAny, POST: IsAdminUser },
    },
  };
}

/** Every type of column, with the limits that a schema can say. */
export class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1, maxLength: 200, unique: true, description: 'What is on the cover.' });
  slug = field.string({ pattern: '^[a-z]{1,8}(-[a-z]{1,8})?$', optional: true });
  author_id = field.integer({ foreignKey: 'authors.id', optional: true });
  pages = field.integer({ gt: 0, le: 5000, default: 100 });
  dozens = field.integer({ multipleOf: 12, optional: true });
  rating = field.number({ ge: 0, lt: 5, optional: true });
  price = field.decimal({ ge: 0, decimalPlaces: 2, maxDigits: 8 });
  weight = field.decimal({ optional: true });
  copies = field.bigint({ optional: true });
  kind = field.enum(['novel', 'essay'], { default: 'novel' });
  format = field.enum(['hard', 'soft'], { optional: true });
  in_print = field.boolean({ default: true });
  published = field.date({ optional: true });
  read_at = field.datetime({ optional: true });
  isbn = field.uuid({ default: () => randomUUID(), immutable: true });
  extra = field.json({ optional: true });
  notes = field.json({ default: { by: 'nobody' } });
  contact = field.string({ schema: z.email(), optional: true });
  size = field.json({ schema: z.object({ wide: z.number().min(0), high: z.number().optional() }), optional: true });
  secret = field.string({ minLength: 8, writeOnly: true, default: 'the default of a secret' });
  added_by = field.string({ readOnly: true, default: 'the shop' });

  static override meta: Meta<BookEndpoint> = {
    pagination: { pageSize: 2, maxPageSize: 100 },
    filtering: {
      fields: [
        'title',
        'pages',
        'price',
        'kind',
        'in_print',
        'published',
        'read_at',
        'isbn',
        'copies',
        'rating',
        'extra',
      ],
      search: ['title', 'slug'],
      ordering: ['title', 'price', 'published'],
    },
  };
}

/** Keys of its own, and only some of the fields to read. */
export class CountryEndpoint extends RestEndpoint {
  code = field.string({ primaryKey: true, minLength: 2, maxLength: 3 });
  name = field.string({ minLength: 1 });
  motto = field.string({ optional: true });
  static override meta: Meta<CountryEndpoint> = {
    serializer: { read: ['code', 'name', 'version'], write: ['code', 'version'] },
    strictQuery: true,
    cache: { ttl: 60 },
    requireVersionOnDelete: true,
    rateLimit: { points: 100_000, duration: 60 },
  };
}

/** A UUID for a key, without locking, and for those who say who they are. */
export class OrderItemEndpoint extends RestEndpoint {
  override id = field.uuid({ primaryKey: true });
  count = field.integer({ ge: 1, le: 99 });
  static override meta: Meta<OrderItemEndpoint> = {
    locking: false,
    methods: ['GET', 'POST', 'PATCH'],
    authentication: {
      backend: new BasicAuthentication({ validate: (name) => (name === 'ann' ? { sub: name } : null) }),
    },
  };
}

/** Whose code answers itself, refuses and looks after what others may see. */
export class NoteEndpoint extends RestEndpoint {
  text = field.string({ minLength: 1 });
  owner = field.string({ readOnly: true });
  static override meta: Meta<NoteEndpoint> = { authentication: { backend }, pagination: { count: false } };

  override scope() {
    return this.eb('owner', '=', String(this.user?.sub));
  }
  override scopeDefaults() {
    return { owner: String(this.user?.sub) };
  }
}

export const routes = {
  '/authors': AuthorEndpoint,
  '/books': BookEndpoint,
  '/countries': CountryEndpoint,
  '/order-items': OrderItemEndpoint,
  '/notes': NoteEndpoint,
} as const;

/** What a caller says who may do everything: all that any of the endpoints asks for. */
export const credentials = async (): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> => ({
  '/authors': { 'x-api-key': apiKey },
  '/order-items': { authorization: `Basic ${btoa('ann:secret')}` },
  '/notes': { authorization: `Bearer ${await backend.sign({ sub: 'ann' })}` },
});
