/** The operations of a resource: each verb that it serves, with what it takes and every answer that it can give. */
import type { Resource } from '../endpoint/resource.ts';
import type { Verb } from '../model.ts';
import { refTo } from './components.ts';
import { componentNames, type Names, tagName, withArticle, wordsOf } from './names.ts';
import { ifMatch, ifNoneMatch, keyParameter, type Parameter, queryParameter } from './parameters.ts';
import { type FailureStatus, jsonContent, refusals } from './responses.ts';
import type { Guarded } from './security.ts';
import { anything, successes } from './successes.ts';
import { hasBody, isCached, isFree, refusesItself, type Way, ways } from './way.ts';

type Content = Readonly<Record<string, unknown>>;

/** What an operation is made of. */
interface Described {
  readonly resource: Resource;
  readonly names: Names;
  readonly guarded: Guarded;
}

function parametersOf(way: Way, resource: Resource): readonly Parameter[] {
  const { model, policies } = resource;
  const key = way.isItem ? [keyParameter(model)] : [];
  switch (way.action) {
    case 'list':
      return [...policies.parameters.map(queryParameter), ...(isCached(way, resource) ? [ifNoneMatch] : [])];
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
