/** An app that has something of everything, and what stands around it. */
import type { Context } from 'hono';
import { Middleware } from 'lightapi';
import type { HeaderRule } from './difference.ts';
import { readExchanges } from './exchange.ts';
import { endpoints } from './kitchen-endpoints.ts';
import { lists } from './kitchen-lists.ts';
import { existing, reflected, reflections } from './kitchen-reflected.ts';
import { values } from './kitchen-values.ts';
import { served } from './kitchen-verbs.ts';
import type { Transcript } from './replay.ts';

class Stamp extends Middleware {
  process(c: Context, response: Response | null) {
    if (response !== null) response.headers.set('X-Stamp', 'one');
    else if (c.req.header('x-rate-limit-exceeded') !== undefined) {
      return Response.json({ detail: 'rate limit exceeded' }, { status: 429 });
    }
    return response;
  }
}

class Order2 extends Middleware {
  async process(_: Context, response: Response | null) {
    response?.headers.set('X-Order', `${response.headers.get('X-Stamp') ?? 'none'}-two`);
  }
}

/** What a middleware writes on replies of the router and on crashes as well. */
const seen = (header: string, value: string): HeaderRule => ({
  header,
  because: 'a middleware sees every reply, where the original leaves out those of the router and crashes',
  value: ({ name, response }) =>
    header in response.headers || name === 'mw_short_circuit' || name === 'mw_healthz' ? undefined : value,
});

export const kitchen: Transcript = {
  exchanges: readExchanges('kitchen'),
  endpoints: { ...endpoints, ...reflected },
  options: { middlewares: [Stamp, Order2] },
  // The links of pages begin with it.
  besides: () => ({ Host: '127.0.0.1:9101' }),
  differences: [...values, ...lists, ...served, ...reflections],
  headers: [seen('x-stamp', 'one'), seen('x-order', 'none-two')],
  existing,
};
