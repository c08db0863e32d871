/** The fields of a class as columns: those that it declares, then those that every endpoint has. */
import type { Complain } from '../complain.ts';
import { checkField } from '../field/check.ts';
import { Field } from '../field/field.ts';
import type { Column, Constraints, Input } from '../model.ts';
import { compileColumn } from '../schema/schema.ts';
import type { RestEndpoint } from './endpoint.ts';
import { asKey } from './key.ts';
import { isColumnName, reservedNames } from './names.ts';
import type { Overrides } from './overrides.ts';

type ComplainAt = (where: string) => Complain;
type AnyField = Field<unknown, unknown, 'optional'>;

export const automaticNames: ReadonlySet<string> = new Set(['id', 'created_at', 'updated_at', 'version']);

const isDeclaredKey = ([, { options }]: readonly [string, AnyField]): boolean => options.primaryKey === true;
const isKeyField = (entry: readonly [string, AnyField]): boolean =>
  isDeclaredKey(entry) || (entry[0] === 'id' && entry[1].automatic);

/**
 * The fields of an endpoint by name: the declared ones first, then the automatic ones, as responses show them. A primary
 * key of the class's own stands for `id`.
 */
function fieldsOf(endpoint: RestEndpoint, complainAt: ComplainAt): readonly (readonly [string, AnyField])[] {
  const all = Object.entries(endpoint).filter((entry): entry is [string, AnyField] => entry[1] instanceof Field);
  const kept = all.filter(([, { options }]) => options.exclude !== true);
  const [key, ...more] = kept.filter(isDeclaredKey);
  if (more.length > 0) {
    const names = [key, ...more].map((entry) => entry?.[0]).join(' and ');
    complainAt(endpoint.constructor.name)('bad_option', `${names} are primary keys.`, 'Leave one of them.');
  }
  const fields = key === undefined ? kept : kept.filter((entry) => entry[0] !== 'id' || entry === key);
  const isAutomatic = ([name, { automatic }]: readonly [string, AnyField]): boolean =>
    automatic && automaticNames.has(name);
  return [...fields.filter((entry) => !isAutomatic(entry)), ...fields.filter(isAutomatic)];
}

function inputOf({ automatic, options }: AnyField): Input {
  if (automatic) return 'none';
  return options.optional === true || options.default !== undefined ? 'optional' : 'required';
}

const constraintNames = [
  'minLength',
  'maxLength',
  'gt',
  'ge',
  'lt',
  'le',
  'multipleOf',
  'decimalPlaces',
  'maxDigits',
  'values',
];

function constraintsOf({ options }: AnyField): Constraints {
  const given = constraintNames.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]);
  const { pattern } = options;
  if (pattern === undefined) return Object.fromEntries(given);
  // A pattern with the g or y flag remembers where it stopped: it would accept every other value.
  const regex =
    pattern instanceof RegExp
      ? new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))
      : new RegExp(String(pattern), 'u');
  return { ...Object.fromEntries(given), pattern: regex };
}

function describeColumn(name: string, field: AnyField): Column {
  const { options } = field;
  const [table = '', column = ''] = typeof options.foreignKey === 'string' ? options.foreignKey.split('.') : [];
  return Object.freeze({
    name,
    type: field.type,
    nullable: options.optional === true,
    input: inputOf(field),
    unique: options.unique === true,
    index: options.index === true,
    readOnly: options.readOnly === true,
    writeOnly: options.writeOnly === true,
    immutable: options.immutable === true,
    ...(options.set !== undefined && { set: options.set }),
    constraints: Object.freeze(constraintsOf(field)),
    ...(options.default !== undefined && { default: options.default }),
    ...(table !== '' && { references: { table, column } }),
    ...(typeof options.renamedFrom === 'string' && { renamedFrom: options.renamedFrom }),
    ...(options.schema !== undefined && { schema: options.schema }),
    ...(typeof options.description === 'string' && { description: options.description }),
  } as Column);
}

function checkName(name: string, field: AnyField, complain: Complain): void {
  if (automaticNames.has(name)) {
    if (!field.automatic && !isDeclaredKey([name, field]))
      complain(
        'redeclared_field',
        'every endpoint has this field already.',
        'Remove the declaration, or give the field another name.',
      );
    return;
  }
  if (reservedNames.has(name))
    complain('reserved_name', 'the name belongs to a method of RestEndpoint.', 'Give the field another name.');
  else if (!isColumnName(name))
    complain('bad_name', 'the name is no column name.', 'Use letters, digits and _, a letter first, 63 at most.');
}

/**
 * A plain default must pass its own field, and is kept as that makes it (`1.5` of two places is `1.50`); one that a
 * function makes is checked when it is made.
 */
function withDefault(column: Column, complain: Complain): Column {
  if (column.default === undefined || typeof column.default === 'function') return column;
  const checked = compileColumn(column)(column.default);
  if (checked instanceof Promise) {
    // It is asked again, and heard, whenever the default is used.
    checked.catch(() => undefined);
    return column;
  }
  if ('value' in checked) return Object.freeze({ ...column, default: checked.value });
  const why = checked.problems[0]?.msg;
  complain(
    'bad_default',
    `the default ${column.default} is refused by the field itself: ${why}.`,
    'Change one of them.',
  );
  return column;
}

/** The methods that may give a new row what its input does not. */
const filling = ['scopeDefaults', 'beforeCreate', 'create', 'post'] as const;

/** Compiles what a field says, or complains; a field with mistakes still gives a column, so that others refer to it. */
function readField(
  name: string,
  field: AnyField,
  { complain, overrides }: { readonly complain: Complain; readonly overrides: Overrides },
): Column {
  checkName(name, field, complain);
  const isFilledIn = filling.some((method) => overrides.has(method));
  const mistakes = checkField(field, isFilledIn);
  for (const { code, problem, remedy } of mistakes) complain(code, problem, remedy);
  if (mistakes.length > 0) return describeColumn(name, new Field(field.type, {}, field.automatic));
  return withDefault(describeColumn(name, field), complain);
}

export interface Columns {
  readonly columns: readonly Column[];
  readonly primaryKey: Column | undefined;
  readonly isView?: boolean;
}

/** What a class declares itself. */
export interface OwnColumns extends Columns {
  /** Those that every endpoint has. */
  readonly automatic: ReadonlySet<Column>;
  /** The names of fields that are no columns. */
  readonly excluded: ReadonlySet<string>;
}

/** The fields of a class as columns, and which of them is the primary key. */
export function readColumns(
  instance: RestEndpoint,
  { name, overrides, complainAt }: { name: string; overrides: Overrides; complainAt: ComplainAt },
): OwnColumns {
  const fields = fieldsOf(instance, complainAt);
  const columns = fields.map(([column, value]) => {
    const read = readField(column, value, { complain: complainAt(`${name}.${column}`), overrides });
    return isKeyField([column, value]) ? Object.freeze(asKey(read)) : read;
  });
  const isExcluded = ([, value]: [string, unknown]): boolean =>
    value instanceof Field && value.options.exclude === true;
  return {
    columns,
    primaryKey: columns[fields.findIndex(isKeyField)],
    automatic: new Set(columns.filter((_, at) => fields[at]?.[1].automatic)),
    excluded: new Set(
      Object.entries(instance)
        .filter(isExcluded)
        .map(([excluded]) => excluded),
    ),
  };
}
