/** What the class itself answers is described as far as it is known, and no further. */
import type { Context } from 'hono';
import { field, type Meta, RequestError, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { serve } from '../serve.ts';
import { compileConformity, operation, operationsOf } from './operation.ts';

class NoteEndpoint extends RestEndpoint {
  text = field.string({ minLength: 1 });
  static override meta: Meta = { pagination: { style: 'page_number' } };
}

/** A verb of its own. */
class FreeEndpoint extends NoteEndpoint {
  override get(c: Context) {
    return c.text('anything', 203 as 200);
  }
  override post() {
    return { made: true };
  }
  override delete() {
    return undefined;
  }
}

/** Actions of its own, and a hook that refuses. */
class OwnEndpoint extends NoteEndpoint {
  override async list(c: Context) {
    const { results } = await super.list(c);
    return { results, words: 3 };
  }
  override create(): never {
    return { text: 'made up' } as never;
  }
  override beforeDelete() {
    throw new RequestError('permission_denied', 'not on Sundays');
  }
}

const statusesOf = async (app: { openapi: () => Promise<Parameters<typeof operation>[0]> }, id: string) =>
  Object.keys(operation(await app.openapi(), id).responses).join(' ');

describe('a verb of the class', () => {
  it('takes and answers anything', async () => {
    const { app } = await serve({ '/notes': FreeEndpoint });
    const document = await app.openapi();
    expect(await statusesOf(app, 'listFrees')).toBe('200 500 503 default');
    expect(await statusesOf(app, 'createFree')).toBe('200 201 413 500 503 default');
    expect(await statusesOf(app, 'deleteFree')).toBe('200 204 404 500 503 default');
    const { parameters, requestBody, responses } = operation(document, 'createFree');
    expect(parameters).toBeUndefined();
    expect(requestBody?.required).toBeUndefined();
    expect(responses[200]?.content).toEqual({ 'application/json': { schema: {} }, '*/*': { schema: {} } });
    // The others are as ever.
    expect(await statusesOf(app, 'replaceFree')).toContain('409');
    expect(document.components.schemas).not.toHaveProperty('FreeCreate');
  });
});

describe('an action of the class', () => {
  it('gives what the default does, as far as it likes, and refuses as it likes', async () => {
    const api = await serve({ '/notes': OwnEndpoint });
    const document = await api.app.openapi();
    const conformity = compileConformity(document);
    const placed = (id: string) => operationsOf(document).find((each) => each.operation.operationId === id);
    expect(await statusesOf(api.app, 'createOwn')).toBe('201 400 409 413 415 422 500 503 default');
    expect(await statusesOf(api.app, 'deleteOwn')).toBe('204 404 409 412 500 503 default');
    expect(await statusesOf(api.app, 'getOwn')).not.toContain('default');
    for (const [id, method, body] of [
      ['listOwns', 'GET'],
      ['createOwn', 'POST', '{}'],
    ] as const) {
      const found = placed(id);
      if (found === undefined) throw new Error(`there is no ${id}`);
      const init = { method, headers: { 'content-type': 'application/json' }, ...(body !== undefined && { body }) };
      await conformity.expectDeclared(found, { path: '/notes', init }, await api.app.request('/notes', init));
    }
    expect(document.components.schemas).toMatchObject({ OwnPage: { required: ['results'] } });
  });

  it('of an update may refuse a value in either form', async () => {
    const { app } = await serve({ '/notes': OwnEndpoint });
    const document = await app.openapi();
    expect(operation(document, 'deleteOwn').responses[404]).toEqual({ $ref: '#/components/responses/NotFoundByClass' });
    expect(document.components.responses).toMatchObject({
      NotFoundByClass: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } } },
    });
  });
});

describe('the schemas of a resource', () => {
  it('hold what each verb takes: keys, locks, what may change, what must be there', async () => {
    class MemberEndpoint extends RestEndpoint {
      name = field.string();
      email = field.string({ immutable: true });
      password = field.string({ writeOnly: true });
      role = field.string({ readOnly: true, default: 'reader' });
      nick = field.string({ optional: true });
    }
    const { app } = await serve({ '/members': MemberEndpoint });
    const { MemberCreate, MemberReplace, MemberUpdate } = (await app.openapi()).components.schemas as Record<
      string,
      { required: string[]; properties: object }
    >;
    const told = [MemberCreate, MemberReplace, MemberUpdate].map((schema) => [
      Object.keys(schema?.properties ?? {}).join(' '),
      schema?.required.join(' '),
    ]);
    expect(told).toEqual([
      ['name email password nick', 'name email password'],
      ['name password nick version', 'name version'],
      ['name password nick version', 'version'],
    ]);
  });
});
