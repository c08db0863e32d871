/** The names that follow from a class name, and those that fields may not have. */

/** `BookEndpoint` to `books`, `OrderItem` to `order_items`, `CategoryEndpoint` to `categories`. */
export function tableName(className: string): string {
  const words = className
    .replace(/Endpoint$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
  return plural(words === '' ? className.toLowerCase() : words);
}

function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  if (/(?:ss|us|is|x|z|ch|sh)$/.test(word)) return `${word}es`;
  return word.endsWith('s') ? word : `${word}s`;
}

/** The name that the Python original gave the table of a class: `bookendpoints`. */
export const legacyTableName = (className: string): string => `${className.toLowerCase()}s`;

/** What the table of a class is called, where the class says no `meta.table`. */
interface TableNames {
  readonly table: string;
  /** In a database made by the Python original. */
  readonly legacyTable?: string;
}

const given = new WeakMap<object, TableNames>();

/** Says how the table of a class is called that was made of a route: its own name says nothing. */
export function nameTable(endpoint: object, names: TableNames): void {
  given.set(endpoint, names);
}

/** The names of a class's table: those that it was given, or those that follow from its name. */
export const tableNames = (endpoint: { readonly name: string }, name = endpoint.name): TableNames =>
  given.get(endpoint) ?? { table: tableName(name), legacyTable: legacyTableName(name) };

/** What an endpoint is or will be asked to do under these names; a column of the same name would hide it. */
const methods = [
  ...['get', 'post', 'put', 'patch', 'delete', 'head', 'options'],
  ...['list', 'retrieve', 'create', 'update', 'destroy', 'select', 'queryset', 'scope', 'scopeDefaults', 'background'],
  ...[
    'db',
    'withSession',
    'eb',
    'user',
    'session',
    'meta',
    'constructor',
    'hasOwnProperty',
    'toString',
    'valueOf',
    'toJSON',
    'then',
  ],
  ...['Create', 'Update', 'Delete'].flatMap((event) => [`before${event}`, `after${event}`]),
];
export const reservedNames: ReadonlySet<string> = new Set(methods);

/** A name that every database takes as it is, and JSON and TypeScript as well. */
export const isColumnName = (name: string): boolean => /^[A-Za-z][A-Za-z0-9_]{0,62}$/.test(name);
