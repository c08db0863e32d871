/** The operations of a resource: each verb that it serves, with what it takes and every answer that it can give. */
import type { Resource } from '../endpoint/resource.ts';
import { type Action, shapedBy } from '../endpoint/see.ts';
import type { Verb } from '../model.ts';
import { refTo } from './components.ts';
import { componentNames, type Names, tagName, withArticle, wordsOf } from './names.ts';
import { ifMatch, ifNoneMatch, keyParameter, type Parameter, queryParameter } from './parameters.ts';
import { type FailureStatus, jsonContent, rateLimitHeaders, refusals, withHeaders } from './responses.ts';
import type { Guarded } from './security.ts';

type Content = Readonly<Record<string, unknown>>;

/** What an operation is made of. */
interface Described {
  readonly resource: Resource;
  readonly names: Names;
  readonly guarded: Guarded;
}

/** A verb on the collection or on an item. */
interface Way {
  readonly verb: Verb;
  readonly action: Action;
  readonly isItem: boolean;
  /** The methods of a class that answer in its place. */
  readonly methods: readonly [
    'get' | 'post' | 'put' | 'patch' | 'delete',
    'list' | 'retrieve' | 'create' | 'update' | 'destroy',
  ];
  readonly id: (names: Names) => string;
  readonly summary: (one: string, many: string) => string;
}

const ways: readonly Way[] = [
  {
    verb: 'GET',
    action: 'list',
    isItem: false,
    methods: ['get', 'list'],
    id: ({ many }) => `list${many}`,
    summary: (_, many) => `List ${many}`,
  },
  {
    verb: 'POST',
    action: 'create',
    isItem: false,
    methods: ['post', 'create'],
    id: ({ one }) => `create${one}`,
    summary: (one) => `Create ${one}`,
  },
  {
    verb: 'GET',
    action: 'retrieve',
    isItem: true,
    methods: ['get', 'retrieve'],
    id: ({ one }) => `get${one}`,
    summary: (one) => `Get ${one}`,
  },
  {
    verb: 'PUT',
    action: 'replace',
    isItem: true,
    methods: ['put', 'update'],
    id: ({ one }) => `replace${one}`,
    summary: (one) => `Replace ${one}`,
  },
  {
    verb: 'PATCH',
    action: 'change',
    isItem: true,
    methods: ['patch', 'update'],
    id: ({ one }) => `update${one}`,
    summary: (one) => `Change ${one}`,
  },
  {
    verb: 'DELETE',
    action: 'destroy',
    isItem: true,
    methods: ['delete', 'destroy'],
    id: ({ one }) => `delete${one}`,
    summary: (one) => `Delete ${one}`,
  },
];

const hasBody = ({ verb }: Way): boolean => verb === 'POST' || verb === 'PUT' || verb === 'PATCH';

/** Whether the method of the verb is the class's own: then nothing is known of what it takes and gives. */
const isFree = ({ methods: [method] }: Way, { overrides }: Resource): boolean => overrides.has(method);

/** Whether the action is the class's own: it gives what the default does, but not of necessity as that does. */
const isOwn = ({ methods: [, action] }: Way, { overrides }: Resource): boolean => overrides.has(action);

/** Whether code of the class may refuse: its own methods and hooks do, a scope only says which rows there are. */
const refusesItself = (way: Way, resource: Resource): boolean =>
  isFree(way, resource) ||
  isOwn(way, resource) ||
  shapedBy(resource, way.action).some((name) => name.startsWith('before') || name.startsWith('after'));

function parametersOf(way: Way, { model, policies }: Resource): readonly Parameter[] {
  const key = way.isItem ? [keyParameter(model)] : [];
  switch (way.action) {
    case 'list':
      return policies.parameters.map(queryParameter);
    case 'retrieve':
      return [...key, ...policies.parameters.filter(({ name }) => name === 'fields').map(queryParameter), ifNoneMatch];
    case 'create':
      return [];
    case 'destroy':
      return [...key, ifMatch(policies.requireVersionOnDelete)];
    default:
      return [...key, ifMatch(model.locking === 'row')];
  }
}

/** The refusals of an operation whose verb is the framework's. */
function refusalsOf(way: Way, { model, policies, overrides }: Resource): readonly FailureStatus[] {
  const isChange = way.action === 'replace' || way.action === 'change';
  const isWrite = hasBody(way) || way.action === 'destroy';
  const mustMatch =
    (isChange && model.locking === 'row') || (way.action === 'destroy' && policies.requireVersionOnDelete);
  return [
    ...(hasBody(way) ? ([400, 413, 415] as const) : []),
    ...(way.action === 'destroy' ? [] : [422 as const]),
    // A row that a write would put out of sight.
    ...(hasBody(way) && overrides.has('scope') ? [403 as const] : []),
    ...(isWrite ? [409 as const] : []),
    ...(isWrite && way.isItem ? [412 as const] : []),
    ...(mustMatch ? [428 as const] : []),
  ];
}

/** What every reply of a limited verb says. */
const limitsOf = (way: Way, { policies }: Resource): readonly string[] =>
  policies.limits.has(way.verb) ? rateLimitHeaders : [];

function successes(way: Way, { resource, names }: Described): Content {
  const { read, written, page } = componentNames(names);
  const limits = limitsOf(way, resource);
  const own = isOwn(way, resource);
  const reply = (description: string, headers: readonly string[], content: Content = {}): Content => ({
    description,
    ...withHeaders([...headers, ...limits]),
    ...content,
  });
  // What a class's own action gives need not have everything.
  const row = jsonContent(refTo(own || way.action === 'retrieve' ? read : written));
  switch (way.action) {
    case 'list':
      return { 200: reply('The rows.', [], jsonContent(refTo(page))) };
    case 'retrieve':
      return { 200: reply('The row.', ['ETag'], row), 304: reply('The client has this state already.', ['ETag']) };
    case 'create':
      return { 201: reply('The new row.', ['Location', 'ETag'], row) };
    case 'destroy':
      return {
        204: reply('The row is gone.', []),
        ...(own && { 200: reply('What the class gives.', [], jsonContent({})) }),
      };
    default:
      return { 200: reply('The row as it is now.', ['ETag'], row) };
  }
}

/** What the method of a class answers may be anything. */
function anything(way: Way, resource: Resource): Content {
  const limits = withHeaders(limitsOf(way, resource));
  const any = { content: { 'application/json': { schema: {} }, '*/*': { schema: {} } } };
  return {
    200: { description: 'What the class answers.', ...limits, ...any },
    ...(way.verb === 'POST' && { 201: { description: 'What the class made.', ...limits, ...any } }),
    ...(way.verb === 'DELETE' && { 204: { description: 'It is gone.', ...limits } }),
  };
}

function bodyOf(way: Way, { resource, names }: Described): Content {
  if (!hasBody(way)) return {};
  if (isFree(way, resource)) {
    return { requestBody: { description: 'What the class reads.', ...jsonContent({}) } };
  }
  const { [way.action as 'create' | 'replace' | 'change']: name } = componentNames(names);
  return { requestBody: { required: true, ...jsonContent(refTo(name)) } };
}

function describeOperation(way: Way, described: Described): Content {
  const { resource, names, guarded } = described;
  const { policies } = resource;
  const free = isFree(way, resource);
  const limit = policies.limits.get(way.verb);
  const statuses: readonly FailureStatus[] = [
    ...guarded.refusals,
    ...(free ? [] : refusalsOf(way, resource)),
    ...(free && hasBody(way) ? [413 as const] : []),
    ...(way.isItem ? [404 as const] : []),
    ...(limit === undefined ? [] : [429 as const]),
    ...([500, 503] as const),
  ];
  const key = way.isItem ? [keyParameter(resource.model)] : [];
  const parameters = free ? key : parametersOf(way, resource);
  return {
    operationId: way.id(names),
    tags: [tagName(names)],
    summary: `${way.summary(withArticle(wordsOf(names.one)), wordsOf(names.many))}`,
    ...(limit !== undefined && { description: limit }),
    security: guarded.security,
    ...(parameters.length > 0 && { parameters }),
    ...bodyOf(way, described),
    responses: {
      ...(free ? anything(way, resource) : successes(way, described)),
      ...refusals([...new Set(statuses)], refusesItself(way, resource)),
    },
  };
}

/** The operations of a resource by path and method. */
export function resourcePaths(
  { resource, names }: Omit<Described, 'guarded'>,
  guard: (verb: Verb) => Guarded,
): Readonly<Record<string, Content>> {
  const { route, model } = resource;
  const guards = new Map(model.verbs.map((verb) => [verb, guard(verb)] as const));
  // What nobody may do is no operation.
  const served = ways.flatMap((way) => {
    const guarded = guards.get(way.verb);
    return guarded === undefined || guarded.isDenied ? [] : [{ way, guarded }];
  });
  const operations = (isItem: boolean): Content =>
    Object.fromEntries(
      served
        .filter(({ way }) => way.isItem === isItem)
        .map(({ way, guarded }) => [way.verb.toLowerCase(), describeOperation(way, { resource, names, guarded })]),
    );
  const [collection, item] = [operations(false), operations(true)];
  return {
    ...(Object.keys(collection).length > 0 && { [route]: collection }),
    ...(Object.keys(item).length > 0 && { [`${route}/{${model.primaryKey.name}}`]: item }),
  };
}
