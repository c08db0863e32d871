/** The grammar of what an endpoint says besides its fields. */
import { verbs } from '../model.ts';
import type { Grammar, MapShape } from './shape.ts';
import { any, count, either, flag, key, list, map, ref, secret, text, thing, words } from './words.ts';

const verb = words(...verbs);
const seconds = { kind: 'integer', min: 0 } as const;
const names = list(text);
const fn = thing('function');
const guards = { guards: true } as const;
/** A name, or several. */
const oneOrMore = either(text, names);

const authentication: MapShape = map({
  backend: key(thing('backend'), 'Who finds out who calls.', guards),
  permission: key(
    either(ref('permission'), { kind: 'each', what: 'verb', names: verbs, of: ref('permission') }),
    'Who may: one for all verbs, or one for each.',
    guards,
  ),
  jwt_secret: key(secret, 'The secret of tokens; LIGHTAPI_JWT_SECRET otherwise.'),
  jwt_public_key: key(secret, 'The key that tokens of others are verified with, as PEM.'),
  jwt_private_key: key(secret, 'The key that the login signs with, as PEM.'),
  jwt_jwks_url: key(text, 'Where an issuer publishes its keys.'),
  jwt_jwks_cooldown: key(seconds, 'Seconds after a reading in which an unknown key causes no other one.'),
  jwt_algorithm: key(text, 'The only algorithm that is accepted; the login signs with it.'),
  jwt_algorithms: key(names, 'The only algorithms that are accepted; the first one signs.'),
  jwt_issuer: key(oneOrMore, 'The iss that a token must have.', guards),
  jwt_audience: key(oneOrMore, 'The aud that a token must have.', guards),
  jwt_clock_tolerance: key(seconds, 'Seconds that the clocks of others may be off.'),
  jwt_expiration: key(count, 'Seconds that a token of the login lives.'),
  jwt_extra_claims: key(names, 'What of the user goes into the token besides sub.'),
  api_keys: key(list(ref('api_key')), 'The keys of ApiKeyAuthentication.'),
  api_key_header: key(text, 'The header that holds the key.'),
});

const apiKey: MapShape = map({
  key: key(secret, 'The key, from a variable of the environment.'),
  hash: key(text, 'What hashApiKey(key) gives.'),
  user: key(any, 'Who that is, as claims: { sub: importer }.', { required: true }),
});

const combined: MapShape = map({
  and: key(list(ref('permission')), 'All of them must say yes.'),
  or: key(list(ref('permission')), 'One of them must say yes.'),
  not: key(ref('permission'), 'Whoever is logged in and to whom it says no.'),
});

const rateLimit: MapShape = map({
  points: key(count, 'The requests that are answered in a window.', { required: true }),
  duration: key(count, 'The window, in seconds.', { required: true }),
  by: key(either(words('client', 'user', 'key'), fn), 'Who shares a count.'),
  verbs: key(list(verb), 'The verbs that count, together.'),
  store: key(fn, 'Where to count: what processes share.'),
});

const pagination: MapShape = map({
  style: key(words('page_number', 'cursor'), 'How lists are paged.'),
  page_size: key(count, 'Rows in a page.'),
  max_page_size: key(count, 'The most that ?page_size= may ask for.'),
  count: key(flag, 'Whether page_number counts the rows.'),
});

const filtering: MapShape = map({
  backends: key(list(thing('filter')), 'What reads the query; by default what the lists need.'),
  fields: key(names, 'Compared by ?field= and ?field__operator=.'),
  search: key(names, 'Searched by ?search=.'),
  ordering: key(names, 'Sorted by with ?ordering=.'),
});

const scope: MapShape = map({
  owner: key(text, "The column that holds whose row it is: its caller's alone, set when the row is made.", {
    required: true,
  }),
  claim: key(text, 'The claim of the user that the column holds; sub by default.'),
});

const hook = (when: string) => key(fn, `Runs ${when}, in the same transaction.`);

const hooks: MapShape = map({
  before_create: hook('before a row is made'),
  after_create: hook('after a row is made'),
  before_update: hook('before a row is changed'),
  after_update: hook('after a row is changed'),
  before_delete: hook('before a row is removed'),
  after_delete: hook('after a row is removed'),
});

const override = (what: string) => key(fn, `${what}, in the place of the default.`);

const overrides: MapShape = map({
  get: override('Answers GET'),
  post: override('Answers POST'),
  put: override('Answers PUT'),
  patch: override('Answers PATCH'),
  delete: override('Answers DELETE'),
  list: override('Gives a page of rows'),
  retrieve: override('Gives a row'),
  create: override('Makes a row'),
  update: override('Changes a row'),
  destroy: override('Removes a row'),
  queryset: key(fn, 'Gives the query of lists.'),
  scope: key(fn, 'Says which rows there are for the caller.', guards),
  scope_defaults: key(fn, 'Fills in whose a new row is.'),
});

/** What an endpoint can say, and `defaults` for all. */
const shared = {
  authentication: key(ref('authentication'), 'Who calls, and who may.', guards),
  pagination: key(ref('pagination'), 'How lists are paged.'),
  rate_limit: key(
    either(ref('rate_limit'), { kind: 'each', what: 'verb', names: verbs, of: ref('rate_limit') }),
    'How often a client, a user or a key may call.',
    guards,
  ),
  cache: key(ref('cache'), 'How long replies to GET are kept.'),
  locking: key(flag, 'false: PUT and PATCH need no version, and the last one wins.'),
  strict_query: key(flag, 'Refuses query parameters that mean nothing.'),
  require_version_on_delete: key(flag, 'A DELETE must say the version that it removes.'),
};

const meta: MapShape = map({
  table: key(text, "The table's name."),
  reflect: key(either(flag, words('full', 'partial')), 'The same as reflect of the endpoint.'),
  renamed_from: key(text, 'The name that the table had, for migrations.'),
  description: key(text, "Said in the API's description."),
  methods: key(
    either(list(verb), { kind: 'each', what: 'verb', names: verbs, of: ref('method') }),
    'The verbs that are served, as a list, or as a map that says who may use each.',
    { guards: true, mayBeEmpty: true },
  ),
  ...shared,
  filtering: key(ref('filtering'), 'What lists can be filtered, searched and sorted by.'),
  serializer: key(either(thing('serializer'), ref('serializer')), 'Which fields replies show.', guards),
  scope: key(ref('scope'), 'Whose rows there are for a caller.', guards),
  hooks: key(ref('hooks'), 'Functions that run in the transaction of a write.'),
  overrides: key(ref('overrides'), 'Functions that stand for methods of the endpoint.'),
});

export const metaShapes: Grammar['shapes'] = {
  meta,
  defaults: map(shared),
  method: map({ authentication: key(ref('authentication'), 'Who may use the verb.', guards) }),
  authentication,
  permission: either(thing('permission'), combined),
  api_key: apiKey,
  rate_limit: rateLimit,
  pagination,
  filtering,
  serializer: map({
    fields: key(names, 'What all replies show.'),
    read: key(names, 'What replies to GET show.'),
    write: key(names, 'What replies to writes show.'),
  }),
  cache: map({
    ttl: key({ kind: 'number', min: 0 }, 'Seconds that a reply is kept; 60 by default.'),
    vary_on: key(names, 'Headers of a request that make replies different.'),
  }),
  scope,
  hooks,
  overrides,
};
