/** An endpoint of one column, `value`, and the two questions about it: what becomes of an input, why is it refused? */
import { type Field, RestEndpoint } from 'lightapi';
import { expect } from 'vitest';
import { type Api, type Reply, raw, serve } from '../serve.ts';

/** Any field. */
// biome-ignore lint/suspicious/noExplicitAny: what the tests of columns share does not depend on their types
export type AnyField = Field<any, any, any>;

export interface Column {
  readonly api: Api;
  /** Sends JSON text as the value, and says what is stored: as the reply to POST and a GET after it show it. */
  readonly accept: (json: string) => Promise<unknown>;
  /** Sends JSON text as the value, and gives the error list of the 422. */
  readonly refuse: (json: string) => Promise<unknown>;
}

const post = (api: Api, json: string): Promise<Reply> => api.post('/things', raw(`{"value":${json}}`));

export async function column(value: AnyField): Promise<Column> {
  class ThingEndpoint extends RestEndpoint {
    value = value;
  }
  const api = await serve({ '/things': ThingEndpoint });
  return {
    api,
    accept: async (json) => {
      const created = await post(api, json);
      expect(created.text).toContain('"id":');
      const read = await api.get(`/things/${created.body.id}`);
      expect(read.text).toBe(created.text);
      return read.body.value;
    },
    refuse: async (json) => {
      const before = await api.get('/things');
      const refused = await post(api, json);
      expect(refused.status).toBe(422);
      expect((await api.get('/things')).text).toBe(before.text);
      return refused.body.detail;
    },
  };
}

/** An entry of the error list about the value. `input` is compared where it is given. */
export interface Refusal {
  readonly type: string;
  readonly msg: string;
  readonly ctx?: Readonly<Record<string, unknown>>;
}

/** The whole error list: one entry about `value`, that says the input back. */
export const refusal = (json: string, { type, msg, ctx }: Refusal): unknown => [
  { type, loc: ['value'], msg, input: JSON.parse(json), ...(ctx && { ctx }) },
];
