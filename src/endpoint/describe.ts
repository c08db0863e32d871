/** Looks at a class, once, and says what it is: a Model, or everything that is wrong with it. */

import type { CredentialValidator } from '../auth/credentials.ts';
import { type Complain, complaining } from '../complain.ts';
import type { Existing } from '../database/database.ts';
import type { ConfigurationProblem } from '../errors.ts';
import { Field, field } from '../field/field.ts';
import { type Column, isVersioned, type Model } from '../model.ts';
import { readSerializer } from '../schema/serializer.ts';
import { automaticNames, type Columns, type OwnColumns, readColumns } from './columns.ts';
import type { DescribedClass, RestEndpoint } from './endpoint.ts';
import { metaKeys } from './meta.ts';
import { isColumnName, tableNames } from './names.ts';
import { type Overrides, readOverrides } from './overrides.ts';
import { readPolicies, readVerbs } from './policies.ts';
import { mergeColumns } from './reflected.ts';
import type { Policies } from './resource.ts';

/** What a class says, as far as it could be read, and its mistakes. */
interface Description {
  readonly model: Model;
  readonly policies: Policies;
  readonly endpoint: RestEndpoint;
  readonly overrides: Overrides;
  readonly problems: readonly ConfigurationProblem[];
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

function checkColumns(columns: readonly Column[], complain: Complain, mayBeEmpty: boolean): void {
  if (!mayBeEmpty && columns.every(({ input }) => input === 'none')) {
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

/** What a class is described with, besides itself. */
interface Describing {
  readonly loginValidator: CredentialValidator | undefined;
  /** What the database has, for classes that reflect it; absent: that could not be read. */
  readonly existing?: Existing;
}

/** Whether a class says that its table is to be looked at, and under which name. */
export function reflectedTable(endpoint: DescribedClass): string | undefined {
  const { reflect, table } = endpoint.meta ?? {};
  if (reflect === undefined || reflect === false) return undefined;
  return typeof table === 'string' ? table : tableNames(endpoint).table;
}

/** The columns of a class that reflects a table. */
function readReflected(
  { automatic, excluded, columns, primaryKey }: OwnColumns,
  reflecting: { readonly table: string; readonly reflect: unknown; readonly existing: Existing | undefined },
  complain: Complain,
): Columns {
  const { table, reflect, existing } = reflecting;
  if (reflect !== true && reflect !== 'full' && reflect !== 'partial') {
    complain('unknown_meta', `reflect is ${JSON.stringify(reflect)}.`, "Give true or 'partial'.");
  }
  const found = existing?.tables.get(table);
  if (found === undefined) {
    const tables = [...(existing?.keys.keys() ?? [])].join(', ');
    if (existing !== undefined) complain('unknown_table', `there is no table "${table}".`, `Tables: ${tables}.`);
    return { columns, primaryKey };
  }
  const declared = columns.filter((column) => !automatic.has(column));
  const key = declared.find((column) => column === primaryKey);
  const merging = { table, isPartial: reflect === 'partial', columns: declared, key, excluded };
  return { ...mergeColumns(merging, found, complain), isView: found.isView };
}

/** Describes a class. This is the one place that looks at it; everything after works with the Model. */
export function describe(endpoint: DescribedClass, { loginValidator, existing }: Describing): Description {
  const problems: ConfigurationProblem[] = [];
  const complainAt = complaining(problems);
  const name = endpoint.name === '' ? 'an endpoint without a name' : endpoint.name;
  const meta: Readonly<Record<string, unknown>> = { ...endpoint.meta };
  const complain = complainAt(`${name}.meta`);
  for (const key of Object.keys(meta)) {
    if (!metaKeys.includes(key)) complain('unknown_meta', `"${key}" is no option.`, `Options: ${metaKeys.join(', ')}.`);
  }
  const table = readTable(meta.table, complain);
  const renamedFrom = readTable(meta.renamedFrom, complain);
  const instance = new endpoint();
  checkAutomatic(instance, complainAt(name));
  const overrides = readOverrides(instance, complainAt);
  const read = readColumns(instance, { name, overrides, complainAt });
  const names = tableNames(endpoint, name);
  const own = table ?? names.table;
  const reflecting = reflectedTable(endpoint) !== undefined;
  const { columns, primaryKey, isView } = reflecting
    ? readReflected(read, { table: own, reflect: meta.reflect, existing }, complain)
    : read;
  checkColumns(columns, complainAt(name), reflecting);
  const verbs = readVerbs(meta.methods, complain);
  const model: Model = {
    name,
    table: own,
    ...(table === undefined && names.legacyTable !== undefined && { legacyTable: names.legacyTable }),
    ...(renamedFrom !== undefined && { renamedFrom }),
    ...(reflecting && { isLegacy: true }),
    ...(isView && { isView }),
    columns: Object.freeze(columns),
    primaryKey: primaryKey as Column,
    locking: meta.locking === false ? 'none' : isVersioned({ columns }) ? 'version' : 'row',
    verbs: isView ? verbs.filter((verb) => verb === 'GET') : verbs,
    shown: readSerializer(meta.serializer, columns, complainAt(`${name}.meta.serializer`)),
  };
  const policies = readPolicies(meta, { model, complainAt, loginValidator });
  return { model: Object.freeze(model), policies, endpoint: instance, overrides, problems };
}
