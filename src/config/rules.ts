/** What the Python original does unsafely with a file, and what is done with the same file here. */

interface Told {
  readonly original: string;
  readonly now: string;
}

export const rules = {
  auth_without_permission: {
    original: 'attaches no authentication where no verb of a map of methods has a permission: everybody may.',
    now: 'the backend is asked, and whoever is logged in may.',
  },
  verb_without_permission: {
    original: 'lets everybody use a verb of a map of methods that has no permission, where others have one.',
    now: 'whoever is logged in may.',
  },
  permission_map_open: {
    original: 'lets everybody use the verbs that a map of permissions does not list.',
    now: 'they are denied.',
  },
  reflect_drops_policies: {
    original: 'drops all that an endpoint says besides its table and verbs where it reflects, authentication too.',
    now: 'it holds.',
  },
  dict_auth_open: {
    original: 'lets everybody in where a dictionary says auth.',
    now: 'whoever is logged in may.',
  },
  authentication_middleware: {
    original: 'does nothing for AuthenticationMiddleware without a class.',
    now: 'every endpoint must say who may; AllowAny is everybody.',
  },
  cors_credentials: {
    original: 'lets the pages of any origin read replies, with the credentials of the user.',
    now: 'pages of any origin read what needs no credentials; the origins that are listed by name read the rest.',
  },
  jwt_algorithm_ignored: {
    original: 'signs with jwt_algorithm, and verifies with HS256 whatever it says.',
    now: 'tokens are signed and verified with it alone.',
  },
  serializer_leaks: {
    original: 'shows every column in replies to writes where only read is said.',
    now: 'replies to writes show what reads do.',
  },
  filter_hidden_field: {
    original: 'filters, searches and sorts by columns that replies do not show, so that their values can be found out.',
    now: 'such columns are left out of filtering.',
  },
  table_without_crud: {
    original: 'says nothing of what a table without crud serves.',
    now: 'it is read alone.',
  },
} as const satisfies Record<string, Told>;

export type Rule = keyof typeof rules;
