/** A table as a class says it: fields with their options, and what is left to the database. */

import type { FoundColumn } from '../database/reflect.ts';
import { automaticNames } from '../endpoint/columns.ts';
import { isColumnName, reservedNames } from '../endpoint/names.ts';
import type { Column, ColumnType } from '../model.ts';
import { isSecret, type ServableTable } from './database-tables.ts';
import { readChecks, readDefault } from './introspect-default.ts';

/** A field that a class is to have. */
export interface SaidField {
  readonly name: string;
  readonly type: ColumnType;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A column that no field stands for, and why: in words, behind its name. */
interface Remark {
  readonly name: string;
  readonly why: string;
}

/** What is said of a table. */
export interface SaidTable {
  readonly table: string;
  readonly fields: readonly SaidField[];
  readonly remarks: readonly Remark[];
  /** Whether the class stands for the table whole, as this package makes tables. */
  readonly isOwn: boolean;
}

const ranged: ReadonlySet<ColumnType> = new Set(['integer', 'number', 'decimal', 'bigint', 'string']);

function bounds({ name, type }: Column, checks: readonly string[]): Readonly<Record<string, unknown>> {
  if (!ranged.has(type)) return {};
  const isText = type === 'string';
  const found = Object.entries(readChecks(checks, name));
  return Object.fromEntries(found.filter(([option]) => option.endsWith('Length') === isText));
}

/** Why no field can stand for a column. */
function withheld(column: Column, found: FoundColumn | undefined): string | undefined {
  const { name, generated, hasDatabaseDefault, type, isKey } = column;
  if (!isColumnName(name)) return 'its name is none of a field';
  if (reservedNames.has(name)) return 'its name is that of a method';
  if (generated === true && isKey !== true) return 'the database computes it';
  if (hasDatabaseDefault === true && readDefault(found?.default ?? '', type, column.constraints.values) === undefined) {
    return `the database gives it: ${found?.default ?? 'a default'}`;
  }
  // A field of a number that is a key says that the database gives it.
  const isNumber = type === 'integer' || type === 'bigint';
  if (isKey === true && (!isNumber || generated !== true) && type !== 'string' && type !== 'uuid') {
    return isNumber ? 'the primary key, which who creates a row gives' : 'the primary key';
  }
  return undefined;
}

function fieldOf(
  column: Column,
  found: FoundColumn | undefined,
  { unique: keys, reflected }: ServableTable,
): SaidField {
  const unique = keys.has(column.name);
  const checks = reflected.found.checks ?? [];
  const { name, type, nullable, references, constraints, isKey } = column;
  const value = found?.default === undefined ? undefined : readDefault(found.default, type, constraints.values);
  const { values, ...limits } = constraints;
  const isJson = type === 'json';
  return {
    name,
    type,
    options: {
      ...(isKey && { primaryKey: true }),
      ...(values !== undefined && { values }),
      ...(nullable && isKey !== true && { optional: true }),
      ...(value !== undefined && isKey !== true && { default: value }),
      ...(unique && isKey !== true && !isJson && { unique: true }),
      ...(found?.index && !unique && isKey !== true && !isJson && { index: true }),
      ...(references !== undefined && !isJson && { foreignKey: `${references.table}.${references.column}` }),
      ...(isSecret(column) && { writeOnly: true }),
      ...limits,
      ...bounds(column, checks),
    },
  };
}

/** A column that every endpoint has by itself. */
const isAutomatic = ({ name, input, type, generated }: Column): boolean =>
  automaticNames.has(name) && input === 'none' && (name !== 'id' || (type === 'integer' && generated === true));

/** Says a table. */
export function sayTable(servable: ServableTable): SaidTable {
  const { name: table, columns, unmapped, reflected } = servable;
  const { columns: catalogue } = reflected.found;
  const fields: SaidField[] = [];
  const remarks: Remark[] = [];
  for (const column of columns.filter((each) => !isAutomatic(each))) {
    const found = catalogue.find(({ name }) => name === column.name);
    const why = withheld(column, found);
    if (why === undefined) fields.push(fieldOf(column, found, servable));
    else remarks.push({ name: column.name, why });
  }
  const excluded = unmapped.map((name): SaidField => ({ name, type: 'string', options: { exclude: true } }));
  const automatic = columns.filter(isAutomatic).map(({ name }) => name);
  const hasStamps = ['created_at', 'updated_at', 'version'].every((name) => automatic.includes(name));
  const isOwn = hasStamps && remarks.length === 0 && excluded.length === 0 && !reflected.isView;
  return { table, fields: [...fields, ...excluded], remarks, isOwn };
}
