/** Rows of one column of any type, `value`, and which of them a query finds: by their positions, from 0. */
import { type Field, type Meta, RestEndpoint } from 'lightapi';
import { expect } from 'vitest';
import { type Api, serve } from '../serve.ts';

/** Any field. */
// biome-ignore lint/suspicious/noExplicitAny: what the tests of filters share does not depend on their types
export type AnyField = Field<any, any, any>;

export interface Listing {
  readonly api: Api;
  /** The positions of the rows that a query finds, in its order. The text is sent as it is. */
  readonly find: (query: string) => Promise<number[]>;
  /** The error list of the 422. */
  readonly refuse: (query: string) => Promise<unknown>;
}

/** Text as a query carries it. */
export const q = encodeURIComponent;

const named = ['value'];

/** Serves the rows; `value` is filtered and sorted by, and searched where it is text. */
export async function listing(value: AnyField, values: readonly unknown[], meta: Meta = {}): Promise<Listing> {
  const isText = value.type === 'string' || value.type === 'enum';
  const ordering = value.type === 'json' ? [] : named;
  class ThingEndpoint extends RestEndpoint {
    value = value;
    static override meta: Meta = { filtering: { fields: named, search: isText ? named : [], ordering }, ...meta };
  }
  const api = await serve({ '/things': ThingEndpoint });
  for (const each of values) expect((await api.post('/things', { value: each })).status).toBe(201);
  return {
    api,
    find: async (query) => {
      const reply = await api.get(`/things?${query}`);
      expect([reply.status, reply.text]).toEqual([200, expect.stringContaining('"results"')]);
      return reply.body.results.map(({ id }) => id - 1);
    },
    refuse: async (query) => {
      const reply = await api.get(`/things?${query}`);
      expect(reply.status).toBe(422);
      return reply.body.detail;
    },
  };
}
