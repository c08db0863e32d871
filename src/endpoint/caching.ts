/** `meta.cache` compiled: by what the replies of an endpoint are told apart, and which tables they depend on. */
import { hash } from 'node:crypto';
import { inspect } from 'node:util';
import { serialize } from 'node:v8';
import type { Context } from 'hono';
import { credentialHeaders } from '../auth/authentication.ts';
import { userOf } from '../auth/user.ts';
import { compileRecall, type Memory, type Recall } from '../cache/recall.ts';
import { everyTable } from '../database/changes.ts';
import type { Sight } from '../database/database.ts';
import { readQuery } from '../http/query.ts';
import type { Key, Model } from '../model.ts';
import { RestEndpoint } from './endpoint.ts';
import type { Resource } from './resource.ts';

/** How far the class has a say in an answer: not at all, by what its caller sees, or by its own methods. */
type Say = 'none' | 'sight' | 'methods';

/** What an answer is about, besides the request. */
interface About {
  readonly id?: Key | undefined;
  readonly sight?: Sight;
}

/** Answers with what is kept, or with what is made. */
type Answer = (c: Context, about: About, make: Parameters<Recall>[2]) => ReturnType<Recall>;

export type Caching = (say: Say) => Answer;

/** What the caches of an app stand on. */
export interface CacheSettings extends Memory {
  /** Bytes of one reply. */
  readonly bodyLimit: number;
  /** What replies of two apps may differ by, besides what they declare. */
  readonly seal: readonly unknown[];
  readonly models: readonly Model[];
  readonly publicUrl: (c: Context) => string;
}

/** Counts the forms of keys and replies: those of another are not found. */
const form = 1;
/** Longer addresses are of nobody who asks twice. */
const urlLimit = 4_096;
/** What methods of a class may answer differently by, without being told to say so. */
const negotiated = ['accept', 'accept-encoding', 'accept-language', 'authorization', 'cookie', 'x-api-key'];
/** Claims that are others in each token of one user. */
const passing: ReadonlySet<string> = new Set(['iat', 'exp', 'nbf', 'jti', 'auth_time']);

const digest = (parts: string | NodeJS.ArrayBufferView): string => hash('sha256', parts, 'base64url');

/** The tables whose rows a change of one may change as well, through the rules of its foreign keys. */
function referencedBy(model: Model, models: readonly Model[]): readonly string[] {
  const tables = new Set([model.table]);
  for (const table of tables) {
    const columns = models.find((other) => other.table === table)?.columns ?? [];
    for (const { references } of columns) if (references !== undefined) tables.add(references.table);
  }
  return [...tables];
}

/** What a class says, with those that it extends: another program gives other replies. */
function declarationOf({ endpoint, model, route }: Resource): readonly unknown[] {
  const sources: string[] = [];
  let { constructor: declared }: { constructor: unknown } = endpoint;
  for (; typeof declared === 'function' && declared !== RestEndpoint; declared = Object.getPrototypeOf(declared)) {
    sources.push(String(declared));
  }
  const { serializer, filtering, pagination, strictQuery } = (endpoint.constructor as typeof RestEndpoint).meta;
  const said = [serializer, filtering, pagination, strictQuery, model.columns, model.shown];
  return [route, model.table, sources, inspect(said, { depth: 8, maxArrayLength: null, maxStringLength: null })];
}

/** Who calls, as plain data; `null`: nobody. `undefined`: somebody who can't be told from others. */
function identityOf(c: Context, isWhole: boolean): readonly unknown[] | null | undefined {
  const user = userOf(c);
  if (user === undefined) return null;
  const names = [user.sub, user.id, user.username];
  if (!names.some((name) => /^(?:string|number|bigint)$/.test(typeof name))) return undefined;
  const facts = Object.entries(user).filter(([name]) => isWhole || !passing.has(name));
  return [names, facts, c.get('apiKey')];
}

/** `http://localhost:8000` of an address. */
const originOf = (url: string): string => url.slice(0, url.indexOf('/', url.indexOf('//') + 2));

/** The parameters of an address in one order, whatever order they came in. */
const normalised = (url: string): readonly unknown[] =>
  [...readQuery(url)].sort(([one], [other]) => (one < other ? -1 : 1));

/** Compiles the cache of an endpoint's GET; `undefined` where it has none. */
export function compileCaching(resource: Resource, settings: CacheSettings): Caching | undefined {
  const { policies, model } = resource;
  const { cache } = policies;
  if (cache === undefined || !model.verbs.includes('GET')) return undefined;
  const { models, publicUrl, bodyLimit } = settings;
  const authentication = policies.authentication.get('GET');
  const seal = digest(serialize([form, settings.seal, declarationOf(resource)]));
  const own = model.isView === true ? [everyTable] : referencedBy(model, models);
  const known = new Set(models.filter(({ isView }) => isView !== true).map(({ table }) => table));
  const tablesOf = (sight: Sight | undefined): readonly string[] => {
    if (sight === undefined) return own;
    // A table that is none of ours may be a view of any.
    return sight.tables?.every((table) => known.has(table)) ? [...own, ...sight.tables] : [everyTable];
  };
  return (say) => {
    const isWhole = say === 'methods';
    const credentials = authentication === undefined ? [] : credentialHeaders(authentication);
    const names = [...(cache.varyOn ?? []), ...(isWhole ? [...negotiated, ...credentials] : [])];
    const recall = compileRecall(settings, {
      ttl: cache.ttl * 1_000,
      bodyLimit,
      varying: new Set(names),
      cacheControl: say === 'none' && authentication === undefined ? 'no-cache' : 'private, no-cache',
      vary: [...new Set([...names, ...credentials])].join(', '),
    });
    const keyOf = (c: Context, { id, sight }: About): string | undefined => {
      const { url, method } = c.req;
      const identity = identityOf(c, isWhole);
      if (identity === undefined || url.length > urlLimit) return undefined;
      const headers = names.map((name) => c.req.header(name));
      const asked = isWhole ? [method, url] : [id === undefined ? null : String(id), normalised(url)];
      const parts = [seal, originOf(publicUrl(c)), headers, asked];
      // Texts alone, which JSON says in less time.
      if (identity === null && sight === undefined) return digest(JSON.stringify(parts));
      try {
        return digest(serialize([parts, identity, sight?.key]));
      } catch {
        // What can't be copied, can't be compared.
        return undefined;
      }
    };
    return (c, about, make) => {
      const key = keyOf(c, about);
      const tables = isWhole ? [everyTable] : tablesOf(about.sight);
      return recall(c, key === undefined ? undefined : { key, tables }, make);
    };
  };
}
