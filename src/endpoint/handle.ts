/** The order in which a request of an endpoint is answered, compiled once for each verb that it serves. */
import type { Context } from 'hono';
import type { ActionContext } from '../action/action.ts';
import { create } from '../action/create.ts';
import { destroy } from '../action/destroy.ts';
import { list } from '../action/list.ts';
import { retrieve } from '../action/retrieve.ts';
import { update } from '../action/update.ts';
import type { Awaitable } from '../awaitable.ts';
import { boundBody } from '../http/body.ts';
import type { CollectionHandler, ItemHandler, ResourceHandlers } from '../http/routes.ts';
import type { Key, Verb } from '../model.ts';
import { answer } from './answer.ts';
import { ask } from './asking.ts';
import type { Background } from './background.ts';
import type { Bound } from './bind.ts';
import type { Caching } from './caching.ts';
import type { Protect } from './guard.ts';
import { compileReadKey } from './key.ts';
import type { Overridable } from './overrides.ts';
import type { Resource } from './resource.ts';
import { type Action, shapedBy } from './see.ts';

/** What answers with the action as the caller sees it. */
type Respond<Rest extends unknown[]> = (action: ActionContext, c: Context, ...rest: Rest) => Awaitable<Response>;
type Handler<Rest extends unknown[]> = (c: Context, ...rest: Rest) => Awaitable<Response>;

/** A verb: what its default does, and which methods of an endpoint stand for it. */
interface Way<Rest extends unknown[]> {
  readonly verb: Verb;
  readonly action: Action;
  readonly methods: readonly [verb: 'get' | 'post' | 'put' | 'patch' | 'delete', action: Overridable];
  readonly respond: Respond<Rest>;
}

const collection: readonly Way<[]>[] = [
  { verb: 'GET', action: 'list', methods: ['get', 'list'], respond: list },
  { verb: 'POST', action: 'create', methods: ['post', 'create'], respond: create },
];

const replace: Respond<[id: Key]> = (action, c, id) => update(action, c, { id, partial: false });
const change: Respond<[id: Key]> = (action, c, id) => update(action, c, { id, partial: true });

const item: readonly Way<[id: Key]>[] = [
  { verb: 'GET', action: 'retrieve', methods: ['get', 'retrieve'], respond: retrieve },
  { verb: 'PUT', action: 'replace', methods: ['put', 'update'], respond: replace },
  { verb: 'PATCH', action: 'change', methods: ['patch', 'update'], respond: change },
  { verb: 'DELETE', action: 'destroy', methods: ['delete', 'destroy'], respond: destroy },
];

/** Answers a request in the course of which the endpoint's own methods are called. */
async function answering(background: Background, c: Context, work: () => Promise<Response>): Promise<Response> {
  const { later, begin } = background.collect(c);
  const response = await ask({ c, later }, work);
  begin();
  return response;
}

/** Puts the cache before an answer, where the endpoint has one. */
function compileCached<Rest extends unknown[]>(
  handler: Handler<Rest>,
  verb: Verb,
  answer: ReturnType<Caching> | undefined,
): Handler<Rest> {
  if (verb !== 'GET' || answer === undefined) return handler;
  return (c, ...rest) => answer(c, { id: rest[0] as Key | undefined }, () => handler(c, ...rest));
}

/** The short way where the endpoint overrides nothing of it; what is absent is not asked for. */
function compileWay<Rest extends unknown[]>(
  { verb, action, methods, respond }: Way<Rest>,
  { resource, bound, background, caching }: Handling,
): Handler<Rest> {
  const { endpoint, overrides, model } = resource;
  const [method] = methods;
  if (methods.some((name) => overrides.has(name))) {
    const source = `${model.name}.${method}`;
    const status = verb === 'DELETE' ? 204 : 200;
    const own: Handler<Rest> = (c, ..._: Rest) =>
      answering(background, c, async () => {
        boundBody(c.req, bound.action.body);
        return answer(await endpoint[method](c), { c, source, status });
      });
    return compileCached(own, verb, caching?.('methods'));
  }
  if (shapedBy(resource, action).length === 0) {
    return compileCached((c, ...rest) => respond(bound.action, c, ...rest), verb, caching?.('none'));
  }
  const remembered = verb === 'GET' ? caching?.('sight') : undefined;
  return (c, ...rest) =>
    answering(background, c, async () => {
      const seen = await bound.see(c, action, false);
      const make = (): Awaitable<Response> => respond(seen, c, ...rest);
      if (remembered === undefined) return make();
      return remembered(c, { id: rest[0] as Key | undefined, sight: seen.table.sight() }, make);
    });
}

interface Handling {
  readonly resource: Resource;
  readonly bound: Bound;
  readonly background: Background;
  readonly caching?: Caching | undefined;
}

/** The handlers of a resource: each is guarded, parses, acts and replies; what the request does wrong is thrown. */
export function compileHandlers(handling: Handling, protect: Protect): ResourceHandlers {
  const { route, model } = handling.resource;
  const compiled = <Rest extends unknown[]>(ways: readonly Way<Rest>[]) =>
    ways
      .filter(({ verb }) => model.verbs.includes(verb))
      .map((way) => [way.verb, protect(way.verb, compileWay(way, handling))] as const);
  const collections: readonly (readonly [Verb, CollectionHandler])[] = compiled(collection);
  const items: readonly (readonly [Verb, ItemHandler])[] = compiled(item);
  const readKey = compileReadKey(model.primaryKey);
  return { route, readKey, collection: new Map(collections), item: new Map(items) };
}
