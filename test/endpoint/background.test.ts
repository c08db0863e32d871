import type { Context } from 'hono';
import { type Body, field, type Meta, RestEndpoint, type Row } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { keepLog, serve } from '../serve.ts';
import { authentication, callers } from './owned.ts';

/** Something that happens later, and can be waited for. */
function later<T>() {
  let happen: (value: T) => void = () => undefined;
  const happened = new Promise<T>((resolve) => {
    happen = resolve;
  });
  return { happen, happened };
}

class OrderEndpoint extends RestEndpoint {
  amount = field.number({ ge: 0 });
  static override meta: Meta = { table: 'orders' };
}

describe('a background task', () => {
  it('runs after the reply, with what it was given, in order', async () => {
    const told: string[] = [];
    const done = later<void>();
    class NotifyingEndpoint extends OrderEndpoint {
      override async post(c: Context) {
        const row = await this.create(c, await c.req.json());
        this.background(async (id: number) => void told.push(`first ${id}`), row.id);
        this.background((id: number, text: string) => told.push(`${text} ${id}`), row.id, 'second');
        this.background(done.happen);
        told.push('replied');
        return row;
      }
    }
    const { post } = await serve({ '/orders': NotifyingEndpoint });
    expect((await post('/orders', { amount: 3 })).status).toBe(201);
    expect(told).toEqual(['replied']);
    await done.happened;
    expect(told).toEqual(['replied', 'first 1', 'second 1']);
  });

  it('that fails is told to the log, and the others run', async () => {
    const done = later<void>();
    class FailingEndpoint extends OrderEndpoint {
      override get() {
        this.background(async () => {
          throw new Error('no mail today');
        });
        this.background(done.happen);
        return { ok: true };
      }
    }
    const log = keepLog();
    const { get } = await serve({ '/orders': FailingEndpoint }, { logger: log });
    expect((await get('/orders')).status).toBe(200);
    await done.happened;
    expect(String(log.errors[0])).toBe('Error: no mail today');
    expect(log.lines.at(-1)).toMatch(/^a background task of GET \/orders failed \(request [\w-]+\)$/);
  });

  it('does not run where the request fails', async () => {
    const told: string[] = [];
    class RefusingEndpoint extends OrderEndpoint {
      override async post(c: Context) {
        this.background(() => told.push('never'));
        return this.create(c, await c.req.json());
      }
    }
    const { app, post } = await serve({ '/orders': RefusingEndpoint });
    expect((await post('/orders', { amount: -1 })).status).toBe(422);
    await app.close();
    expect(told).toEqual([]);
  });

  it('does not run where the write that left it is undone, whoever catches the error', async () => {
    const told: string[] = [];
    const done = later<void>();
    class HookedEndpoint extends OrderEndpoint {
      override async post(c: Context) {
        const row = await this.create(c, await c.req.json()).catch(() => this.create(c, { amount: 1 }));
        this.background(done.happen);
        return row;
      }
      override create(c: Context, data: Body) {
        return Promise.resolve(super.create(c, data));
      }
      override afterCreate(_: Context, { amount }: Row<OrderEndpoint>) {
        this.background(() => told.push(`made ${amount}`));
        if (amount > 1) throw new Error('too much');
      }
    }
    const { post } = await serve({ '/orders': HookedEndpoint });
    expect((await post('/orders', { amount: 2 })).body).toMatchObject({ amount: 1 });
    await done.happened;
    expect(told).toEqual(['made 1']);
  });

  it('runs where it is left behind a write that is durable, by what nobody awaited', async () => {
    const done = later<void>();
    class HookedEndpoint extends OrderEndpoint {
      override afterCreate() {
        setTimeout(() => this.background(done.happen), 5);
      }
    }
    const { post } = await serve({ '/orders': HookedEndpoint });
    expect((await post('/orders', { amount: 2 })).status).toBe(201);
    await done.happened;
  });

  it('is waited for by close(), with the database still open, and may begin another', async () => {
    const told: unknown[] = [];
    class CountingEndpoint extends OrderEndpoint {
      static override meta: Meta = { table: 'orders', authentication };
      override get() {
        this.background(async () => {
          await new Promise((resolve) => setImmediate(resolve));
          told.push((await this.select().execute()).length, this.user?.sub);
          this.background(() => told.push('another'));
        });
        return { ok: true };
      }
    }
    const { ann, api } = await callers({ '/orders': CountingEndpoint });
    await ann.request('POST', '/orders', { amount: 1 });
    await ann.request('GET', '/orders');
    await api.app.close();
    expect(told).toEqual([1, 'ann', 'another']);
  });

  it('that takes too long is given up at shutdown, and told', async () => {
    class HangingEndpoint extends OrderEndpoint {
      override get() {
        this.background(() => new Promise(() => undefined));
        return { ok: true };
      }
    }
    const log = keepLog();
    const { app, get } = await serve({ '/orders': HangingEndpoint }, { logger: log });
    await get('/orders');
    await app.close({ drainTimeout: 0 });
    expect(log.lines).toContain('1 background tasks did not end in time, and are given up.');
  });

  it('waits until a server has sent the reply', async () => {
    const sent: boolean[] = [];
    const done = later<void>();
    class ServedEndpoint extends OrderEndpoint {
      override get(c: Context) {
        const { outgoing } = c.env as { outgoing: { writableFinished: boolean } };
        this.background(() => {
          sent.push(outgoing.writableFinished);
          done.happen();
        });
        return { ok: true };
      }
    }
    const { app } = await serve({ '/orders': ServedEndpoint });
    const { url } = await app.run({ port: 0 });
    expect((await fetch(`${url}/orders`)).status).toBe(200);
    await done.happened;
    expect(sent).toEqual([true]);
  });
});
