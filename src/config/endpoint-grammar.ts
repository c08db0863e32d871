/** The grammar of endpoints and their fields. */
import type { ColumnType } from '../model.ts';
import type { Grammar, MapShape } from './shape.ts';
import { any, count, either, flag, key, list, map, ref, text, thing, words } from './words.ts';

/** The types of fields by their names: those of classes, and those of the Python original. */
export const typeNames: Readonly<Record<string, ColumnType>> = {
  ...{ string: 'string', integer: 'integer', number: 'number', boolean: 'boolean', datetime: 'datetime' },
  ...{ date: 'date', decimal: 'decimal', uuid: 'uuid', json: 'json', enum: 'enum', bigint: 'bigint' },
  ...{ str: 'string', int: 'integer', float: 'number', bool: 'boolean', Decimal: 'decimal', UUID: 'uuid' },
};

const guards = { guards: true } as const;
const type = words(...Object.keys(typeNames));
const bound = either({ kind: 'number' }, text);
const whole = { kind: 'integer', min: 0 } as const;

const field: MapShape = map({
  type: key(type, 'What the column holds.'),
  optional: key(flag, 'The column is nullable and may be left out of the input.'),
  default: key(any, 'The value when the input leaves it out.'),
  default_factory: key(thing('function'), 'The function that makes the value when the input leaves it out.'),
  unique: key(flag, 'No two rows hold the same value.'),
  index: key(flag, 'A database index.'),
  foreign_key: key(text, 'table.column: the value must stand there.'),
  primary_key: key(flag, 'Stands for id.'),
  renamed_from: key(text, 'The name that the column had, for migrations.'),
  exclude: key(flag, 'The field is skipped: no column, neither input nor output.', guards),
  description: key(text, "Said in the API's description."),
  read_only: key(flag, 'Never taken from input.', guards),
  write_only: key(flag, 'Taken, but never shown.', guards),
  immutable: key(flag, 'Taken on create alone.', guards),
  set: key(thing('function'), 'Makes of a value the one that is stored.'),
  schema: key(thing('validator'), "A Standard Schema validator, after the field's own checks."),
  min_length: key(whole, 'Characters, at least.'),
  max_length: key(whole, 'Characters, at most.'),
  pattern: key(text, 'A regular expression that the text has.'),
  gt: key(bound, 'Above this.'),
  ge: key(bound, 'This, or above.'),
  lt: key(bound, 'Below this.'),
  le: key(bound, 'This, or below.'),
  multiple_of: key({ kind: 'number' }, 'A multiple of this.'),
  decimal_places: key(whole, 'Digits after the point, at most.'),
  max_digits: key(whole, 'Digits in all, at most.'),
  values: key(list(text), 'The texts of an enum.'),
  choices: key(list(text), 'The same as values.'),
});

/** What stands between route and `meta` in both ways to write an endpoint. */
const common = {
  fields: key(
    { kind: 'each', what: 'field', of: either(type, ref('field')) },
    'The columns by name: a type, or its options.',
  ),
  reflect: key(either(flag, words('full', 'partial')), 'The columns are those of a table that the database has.'),
  meta: key(ref('meta'), 'What holds for requests.', { guards: true, mayBeEmpty: true }),
};

const endpoint: MapShape = map({
  route: key(text, 'The path of the collection, as in /books.'),
  path: key(text, 'The same as route.'),
  class: key(thing('endpoint'), 'A class that is written elsewhere, in the place of fields and meta.'),
  ...common,
});

const pages = map({
  style: key(words('page_number', 'cursor'), 'How lists are paged.'),
  page_size: key(count, 'Rows in a page.'),
});

const entry: MapShape = map({
  class: key(thing('endpoint'), 'A class that is written elsewhere, in the place of the rest.'),
  ...common,
  auth: key(words('jwt', 'basic'), 'Who calls: whoever has a token, or a user name and password.', guards),
  paginate: key(either(flag, pages), 'The same as meta.pagination.'),
  filters: key(either(list(thing('filter')), ref('filtering')), 'The same as meta.filtering.'),
  methods: key(list(text), 'The verbs that are served, in any case.', guards),
});

export const endpointShapes: Grammar['shapes'] = { endpoint, entry, field };
