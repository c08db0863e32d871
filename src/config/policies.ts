/** What an endpoint says of its requests, as `static meta` of a class says it. */
import { automaticNames } from '../endpoint/columns.ts';
import { verbs } from '../model.ts';
import { camel, withCamelKeys } from './camel.ts';
import type { Entry, SaidDefaults, SaidFiltering, SaidMeta, SaidValues, Translating } from './entry.ts';
import { type Protecting, protect } from './protect.ts';
import { Reference } from './read.ts';

/** What is said in the words of a class, each word in camelCase. */
const plain = ['table', 'renamed_from', 'description', 'pagination', 'strict_query', 'require_version_on_delete'];

/** What the original drops of an endpoint that reflects a table. */
const dropped = ['authentication', 'filtering', 'pagination', 'cache', 'serializer'];

/** The meta of a class; the defaults hold where the endpoint does not say otherwise. */
export function translateMeta(entry: Entry, defaults: SaidDefaults, protecting: Protecting): SaidValues {
  const { meta, path } = entry;
  const { notes } = protecting;
  const said: SaidMeta = { ...defaults, ...meta };
  const { reflect } = meta;
  if (reflect === true || reflect === 'full') {
    if (dropped.some((key) => said[key] !== undefined)) notes.rely('reflect_drops_policies', path);
  }
  return {
    ...Object.fromEntries(
      plain.flatMap((key) => (said[key] === undefined ? [] : [[camel(key), camelKeys(said[key])]])),
    ),
    ...(reflect !== undefined && reflect !== false && { reflect: reflect === 'partial' ? 'partial' : true }),
    ...(said.locking === false && { locking: false }),
    ...(said.rate_limit !== undefined && { rateLimit: translateLimits(said.rate_limit as SaidValues, protecting) }),
    ...(said.cache !== undefined && { cache: { ttl: 60, ...withCamelKeys(said.cache) } }),
    ...(said.serializer !== undefined && { serializer: translateSerializer(entry, protecting) }),
    ...(said.filtering !== undefined && { filtering: translateFiltering(entry, said.filtering, protecting) }),
    ...protect(entry, defaults, protecting),
  };
}

const camelKeys = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? withCamelKeys(value) : value;

/** A limit with the functions that it names. */
export const translateLimit = (said: SaidValues, { find }: Translating): SaidValues =>
  Object.fromEntries(Object.entries(said).map(([key, value]) => [key, find(value)]));

/** A limit, or one for each verb. */
function translateLimits(said: SaidValues, by: Translating): SaidValues {
  const isByVerb = Object.keys(said).every((key) => verbs.some((verb) => verb === key));
  if (!isByVerb) return translateLimit(said, by);
  return Object.fromEntries(
    Object.entries(said).map(([verb, limit]) => [verb, translateLimit(limit as SaidValues, by)]),
  );
}

function translateSerializer({ meta: { serializer }, path }: Entry, { notes, find }: Translating): unknown {
  if (serializer === undefined || serializer instanceof Reference) return find(serializer);
  if (serializer.read !== undefined && serializer.write === undefined) {
    notes.rely('serializer_leaks', `${path}.meta.serializer`);
  }
  return serializer;
}

/** The columns that replies to GET don't show, of those that the endpoint declares itself. */
function hiddenOf({ fields, meta: { serializer } }: Entry): ReadonlySet<string> {
  const isSecret = (name: string): boolean => (fields[name] as SaidValues | undefined)?.write_only === true;
  const shown = serializer === undefined || serializer instanceof Reference ? undefined : serializer;
  const read = shown?.read ?? shown?.fields;
  const names = [...Object.keys(fields), ...automaticNames];
  return new Set(names.filter((name) => isSecret(name) || (read !== undefined && !read.includes(name))));
}

/** The original lets hidden columns be asked by: they are left out, rather than refused as those of classes are. */
function translateFiltering(entry: Entry, said: SaidFiltering, { notes, find }: Translating): unknown {
  const hidden = hiddenOf(entry);
  const lists = (['fields', 'search', 'ordering'] as const).flatMap((key) => {
    const names = said[key];
    if (names === undefined) return [];
    for (const [at, name] of names.entries()) {
      if (hidden.has(name)) notes.rely('filter_hidden_field', `${entry.path}.meta.filtering.${key}[${at}]`);
    }
    return [[key, names.filter((name) => !hidden.has(name))] as const];
  });
  const backends = said.backends?.map(find) ?? [];
  return { ...Object.fromEntries(lists), ...(backends.length > 0 && { backends }) };
}
