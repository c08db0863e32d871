/** Looks at a class, once, and says what it is: a Model, or everything that is wrong with it. */

import type { CredentialValidator } from '../auth/credentials.ts';
import { type Complain, complaining } from '../complain.ts';
import type { ConfigurationProblem } from '../errors.ts';
import { checkField } from '../field/check.ts';
import { Field, field } from '../field/field.ts';
import type { Column, Constraints, Input, Model } from '../model.ts';
import { compileColumn } from '../schema/schema.ts';
import { readSerializer } from '../schema/serializer.ts';
import type { DescribedClass, RestEndpoint } from './endpoint.ts';
import { asKey } from './key.ts';
import { metaKeys } from './meta.ts';
import { isColumnName, legacyTableName, reservedNames, tableName } from './names.ts';
import { type Overrides, readOverrides } from './overrides.ts';
import { readPolicies, readVerbs } from './policies.ts';
import type { Policies } from './resource.ts';

/** What a class says, as far as it could be read, and its mistakes. */
interface Description {
  readonly model: Model;
  readonly policies: Policies;
  readonly endpoint: RestEndpoint;
  readonly overrides: Overrides;
  readonly problems: readonly ConfigurationProblem[];
}

type ComplainAt = (where: string) => Complain;
type AnyField = Field<unknown, unknown, 'optional'>;

const automaticNames: ReadonlySet<string> = new Set(['id', 'created_at', 'updated_at', 'version']);

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

function readTable(table: unknown, complain: Complain): string | undefined {
  if (table === undefined || (typeof table === 'string' && isColumnName(table))) return table;
  complain(
    'bad_name',
    `the table name ${JSON.stringify(table)} is none.`,
    'Use letters, digits and _, a letter first, 63 at most.',
  );
  return undefined;
}

function checkColumns(columns: readonly Column[], complain: Complain): void {
  if (columns.every(({ input }) => input === 'none')) {
    complain('empty_model', 'the class declares no field.', 'Add one: title = field.string().');
  }
  const byLowerCase = Map.groupBy(columns, ({ name }) => name.toLowerCase());
  for (const same of byLowerCase.values()) {
    if (same.length > 1)
      complain(
        'bad_name',
        `${same.map(({ name }) => name).join(' and ')} differ only in case.`,
        'Databases take them for one column: rename one.',
      );
  }
}

/** What a class must not do to the columns that every endpoint has, or forget to do with its own. */
function checkAutomatic(endpoint: RestEndpoint, complain: Complain): void {
  const values = new Map<string, unknown>(Object.entries(endpoint));
  for (const name of automaticNames) {
    const value = values.get(name);
    if (value instanceof Field && value.options.exclude !== true) continue;
    complain(
      'redeclared_field',
      `"${name}" is no longer the column that every endpoint has.`,
      'Remove the declaration.',
    );
  }
  const builders: readonly unknown[] = Object.values(field);
  for (const [name, value] of values) {
    if (builders.includes(value)) complain('bad_option', `"${name}" is a builder.`, 'Call it: field.string().');
  }
}

/** Describes a class. This is the one place that looks at it; everything after works with the Model. */
export function describe(endpoint: DescribedClass, loginValidator?: CredentialValidator): Description {
  const problems: ConfigurationProblem[] = [];
  const complainAt = complaining(problems);
  const name = endpoint.name === '' ? 'an endpoint without a name' : endpoint.name;
  const meta: Readonly<Record<string, unknown>> = { ...endpoint.meta };
  const complain = complainAt(`${name}.meta`);
  for (const key of Object.keys(meta)) {
    if (!metaKeys.includes(key)) complain('unknown_meta', `"${key}" is no option.`, `Options: ${metaKeys.join(', ')}.`);
  }
  const table = readTable(meta.table, complain);
  const instance = new endpoint();
  checkAutomatic(instance, complainAt(name));
  const overrides = readOverrides(instance, complainAt);
  const fields = fieldsOf(instance, complainAt);
  const columns = fields.map(([column, value]) => {
    const read = readField(column, value, { complain: complainAt(`${name}.${column}`), overrides });
    return isKeyField([column, value]) ? Object.freeze(asKey(read)) : read;
  });
  checkColumns(columns, complainAt(name));
  const model: Model = {
    name,
    table: table ?? tableName(name),
    ...(table === undefined && { legacyTable: legacyTableName(name) }),
    columns: Object.freeze(columns),
    primaryKey: columns[fields.findIndex(isKeyField)] as Column,
    locking: meta.locking === false ? 'none' : 'version',
    verbs: readVerbs(meta.methods, complain),
    shown: readSerializer(meta.serializer, columns, complainAt(`${name}.meta.serializer`)),
  };
  const policies = readPolicies(meta, { model, complainAt, loginValidator });
  return { model: Object.freeze(model), policies, endpoint: instance, overrides, problems };
}
