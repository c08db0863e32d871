/** The order in which a request of an endpoint is answered, compiled once for each verb that it serves. */
import type { Context } from 'hono';
import type { ActionContext } from '../action/action.ts';
import { create } from '../action/create.ts';
import { destroy } from '../action/destroy.ts';
import { list } from '../action/list.ts';
import { retrieve } from '../action/retrieve.ts';
import { update } from '../action/update.ts';
import type { Awaitable } from '../awaitable.ts';
import type { CollectionHandler, ItemHandler, ResourceHandlers } from '../http/routes.ts';
import type { Verb } from '../model.ts';
import type { Protect } from './guard.ts';
import type { Resource } from './resource.ts';

/** The handlers of a resource: each is guarded, parses, acts and replies; what the request does wrong is thrown. */
export function compileHandlers({ route, model }: Resource, action: ActionContext, protect: Protect): ResourceHandlers {
  const collection: readonly (readonly [Verb, CollectionHandler])[] = [
    ['GET', (c) => list(action, c)],
    ['POST', (c) => create(action, c)],
  ];
  const item: readonly (readonly [Verb, ItemHandler])[] = [
    ['GET', (c, id) => retrieve(action, c, id)],
    ['PUT', (c, id) => update(action, c, { id, partial: false })],
    ['PATCH', (c, id) => update(action, c, { id, partial: true })],
    ['DELETE', (c, id) => destroy(action, c, id)],
  ];
  const served = ([verb]: readonly [Verb, unknown]): boolean => model.verbs.includes(verb);
  const guarded = <Rest extends unknown[]>([verb, handler]: readonly [
    Verb,
    (c: Context, ...rest: Rest) => Awaitable<Response>,
  ]) => [verb, protect(verb, handler)] as const;
  return {
    route,
    collection: new Map(collection.filter(served).map(guarded)),
    item: new Map(item.filter(served).map(guarded)),
  };
}
