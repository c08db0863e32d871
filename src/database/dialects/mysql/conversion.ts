/** How the values of a column become those of another type: by what MySQL reads itself, and what is done around it. */
import type { Column } from '../../../model.ts';
import type { ColumnTypes } from '../../compare.ts';
import type { ColumnChange } from '../../migration/change.ts';
import { columnSql } from '../../migration/spelling.ts';
import { familyOf, isTextDecimal } from '../../migration/values.ts';

/** Expressions for the values before and after the column has its type, and types in between. */
interface Way {
  readonly before?: string;
  readonly via?: string;
  readonly after?: string;
}

const numeric: readonly (string | undefined)[] = ['integer', 'number', 'decimal'];

const trimmed = (name: string): string => `trim(trailing '.' from trim(trailing '0' from ${name}))`;

/** Numbers as MySQL reads them, and as texts where they may have any length. */
function numberWay(fromType: string, type: string, name: string): Way {
  const from = familyOf(fromType);
  if (isTextDecimal(type) && (from === 'number' || from === 'text')) {
    return { via: 'decimal(65,30)', after: trimmed(name) };
  }
  return isTextDecimal(fromType) && familyOf(type) === 'integer' ? { via: 'decimal(65,0)' } : {};
}

function textWay(from: string | undefined, name: string): Way {
  if (from === 'boolean') return { after: `case ${name} when '1' then 'true' when '0' then 'false' end` };
  return from === 'datetime' ? { after: `concat(replace(${name}, ' ', 'T'), 'Z')` } : {};
}

/** `undefined`: no value would be one of the other type. What is none of it stops the statement. */
export function wayOf(fromType: string, type: string, name: string): Way | undefined {
  const [from, to] = [familyOf(fromType), familyOf(type)];
  if (from === undefined || to === undefined) return undefined;
  if (from === to) return {};
  if (to === 'text') return textWay(from, name);
  if (from === 'text' && to === 'datetime') return { before: `replace(replace(${name}, 'T', ' '), 'Z', '')` };
  if (from === 'text' && (to === 'date' || to === 'json')) return {};
  if (numeric.includes(to) && [...numeric, 'boolean', 'text'].includes(from)) return numberWay(fromType, type, name);
  if (to === 'boolean' && numeric.includes(from)) return { before: `${name} <> 0` };
  if (from === 'datetime' && to === 'date') return { before: `date(${name})` };
  return from === 'date' && to === 'datetime' ? {} : undefined;
}

interface Spelling {
  readonly quote: (name: string) => string;
  readonly types: ColumnTypes;
}

const defaultOf = ({ nullable }: Column, value: string | undefined): string =>
  value === undefined && !nullable ? 'drop default' : `set default ${value ?? 'null'}`;

/** A column is declared whole, once its values are what they are to be. */
export function* changing(change: ColumnChange, { quote, types }: Spelling): Iterable<string> {
  const { table, column, fromType, nullable = false } = change;
  const name = quote(column.name);
  const alter = `alter table ${quote(table)}`;
  const set = (value: string): string => `update ${quote(table)} set ${name} = ${value}`;
  const value = types.defaultSql(column);
  const type = types.sqlType(column);
  if (fromType === undefined && !nullable) return yield `${alter} alter column ${name} ${defaultOf(column, value)}`;
  const { before, via, after } = (fromType !== undefined && wayOf(fromType, type, name)) || {};
  const filled = nullable && !column.nullable ? value : undefined;
  if (before !== undefined) yield set(before);
  if (via !== undefined) yield `${alter} modify column ${name} ${via} null`;
  if (fromType !== undefined && (after ?? filled) !== undefined) yield `${alter} modify column ${name} ${type} null`;
  if (after !== undefined) yield set(after);
  if (filled !== undefined) yield `${set(filled)} where ${name} is null`;
  yield `${alter} modify column ${columnSql(column, { quote, types })}`;
}
