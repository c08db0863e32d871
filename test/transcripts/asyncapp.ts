/** The app that is asynchronous in the original. */
import type { Context } from 'hono';
import { field, type Meta, RestEndpoint } from 'lightapi';
import type { Difference } from './difference.ts';
import { because } from './everywhere.ts';
import { readExchanges } from './exchange.ts';
import { aCursor } from './names.ts';
import { inQuery, malformed, notAnObject, notFound, notUnique, problem, refused } from './refusals.ts';
import type { Transcript } from './replay.ts';

export const notified: number[] = [];
const notify = async (order: number): Promise<void> => {
  notified.push(order);
};

class Order extends RestEndpoint {
  amount = field.number({ ge: 0 });
  override async post(c: Context) {
    const row = await this.create(c, await c.req.json());
    this.background(notify, row.id);
    return row;
  }
}

class Item extends RestEndpoint {
  name = field.string({ minLength: 1 });
  active = field.boolean({ default: true });
  price = field.decimal({ optional: true, decimalPlaces: 2 });
  static override meta: Meta<Item> = {
    filtering: { fields: ['active'], search: ['name'], ordering: ['name'] },
    pagination: { style: 'page_number', pageSize: 3 },
  };
  override async queryset() {
    return this.select();
  }
}

class Tick extends RestEndpoint {
  label = field.string({ minLength: 1 });
  static override meta: Meta<Tick> = { pagination: { style: 'cursor', pageSize: 2 } };
}

class Tag extends RestEndpoint {
  label = field.string({ minLength: 1, unique: true });
  override queryset() {
    return this.select();
  }
}

class Product extends RestEndpoint {
  name = field.string({ minLength: 1 });
  price = field.number({ ge: 0 });
  override async post(c: Context) {
    return this.create(c, await c.req.json());
  }
  override async get(c: Context) {
    return this.list(c);
  }
}

class CachedA extends RestEndpoint {
  name = field.string({ minLength: 1 });
  static override meta: Meta<CachedA> = { cache: { ttl: 60 } };
}

const differences: readonly Difference[] = [
  {
    names: ['create'],
    because: because.exactDecimals,
    ...refused({ ...problem.tooManyPlaces(2), loc: ['price'], input: '1.239' }),
    corrected: '{"name": "a", "price": "1.24"}',
  },
  { names: ['page_abc'], because: because.noCrash, ...inQuery(problem.integerText, 'page', 'abc') },
  { names: ['retrieve_huge'], because: because.noSuchId, status: 404, body: notFound },
  {
    names: ['patch_bypass'],
    because: because.validated,
    ...refused({ ...problem.stringTooShort, loc: ['name'], input: '' }),
  },
  { names: ['put_array'], because: because.noCrash, ...notAnObject([]) },
  { names: ['malformed'], because: because.notJson, ...malformed },
  { names: ['order_malformed_json_override'], because: because.noCrash, ...malformed },
  {
    names: ['order_inf_poison'],
    because: because.noCrash,
    ...refused({ ...problem.finite, loc: ['amount'], input: null }),
  },
  { names: ['tag_dup'], because: because.conflict, ...notUnique('label', 'x') },
  { names: ['tick_p2'], because: because.bothWays, changes: { previous: aCursor } },
  { names: ['tick_bad'], because: because.signedCursors, ...inQuery(problem.cursor, 'cursor', 'x') },
];

export const asyncapp: Transcript = {
  exchanges: readExchanges('asyncapp'),
  endpoints: {
    '/orders': Order,
    '/items': Item,
    '/ticks': Tick,
    '/tags': Tag,
    '/products': Product,
    '/cacheda': CachedA,
  },
  // The links of pages begin with it.
  besides: () => ({ Host: '127.0.0.1:9108' }),
  differences,
};
