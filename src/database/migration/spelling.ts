/** Changes as SQL, as most databases say them. */
import type { Column } from '../../model.ts';
import type { ColumnTypes } from '../compare.ts';
import type { Change } from './change.ts';

type Quote = (name: string) => string;

interface Spelling {
  readonly quote: Quote;
  readonly types: ColumnTypes;
}

/** A column as it is declared where it is added. */
export function columnSql(column: Column, { quote, types }: Spelling): string {
  const value = types.defaultSql(column);
  return [
    quote(column.name),
    types.sqlType(column),
    column.nullable ? 'null' : 'not null',
    ...(value === undefined ? [] : [`default ${value}`]),
  ].join(' ');
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** The condition of a check. */
export const oneOf = (quote: Quote, { name, constraints: { values = [] } }: Column): string =>
  `${quote(name)} in (${values.map(text).join(', ')})`;

/** One statement each, without the semicolon. Tables are made by MikroORM, and columns changed by the dialects. */
export function spell(change: Change, spelling: Spelling): readonly string[] {
  const { quote } = spelling;
  const alter = `alter table ${quote(change.table)}`;
  switch (change.kind) {
    case 'dropTable':
      return [`drop table ${quote(change.table)}`];
    case 'renameTable':
      return [`alter table ${quote(change.from)} rename to ${quote(change.to)}`];
    case 'renameColumn':
      return [`${alter} rename column ${quote(change.from)} to ${quote(change.to)}`];
    case 'dropColumn':
      return [`${alter} drop column ${quote(change.name)}`];
    case 'addColumn':
      return [`${alter} add column ${columnSql(change.column, spelling)}`];
    case 'addIndex':
      return [
        `create ${change.column.unique ? 'unique ' : ''}index ${quote(change.name)} on ${quote(change.table)} (${quote(change.column.name)})`,
      ];
    case 'dropIndex':
      return [
        change.isConstraint ? `${alter} drop constraint ${quote(change.name)}` : `drop index ${quote(change.name)}`,
      ];
    case 'renameIndex':
      return [
        ...spell({ ...change, kind: 'dropIndex', name: change.from, column: change.column.name }, spelling),
        ...spell({ ...change, kind: 'addIndex', name: change.to }, spelling),
      ];
    case 'addCheck':
      return [`${alter} add constraint ${quote(change.name)} check (${oneOf(quote, change.column)})`];
    case 'addKey': {
      const { references, name, column, rules = '' } = change;
      const to = `${quote(references.table)} (${quote(references.column)})`;
      return [`${alter} add constraint ${quote(name)} foreign key (${quote(column.name)}) references ${to}${rules}`];
    }
    case 'dropCheck':
    case 'dropKey':
      return [`${alter} drop constraint ${quote(change.name)}`];
    default:
      return [];
  }
}

/** Each column of a `create table` on a line of its own. */
export function laidOut(sql: string): string {
  if (!/^create table/i.test(sql)) return sql;
  let depth = 0;
  let quoted = '';
  let out = '';
  for (const letter of sql) {
    if (quoted !== '') quoted = letter === quoted ? '' : quoted;
    else if (`'"\``.includes(letter)) quoted = letter;
    else if (letter === '(') depth += 1;
    else if (letter === ')') depth -= 1;
    const isPlain = quoted === '';
    if (isPlain && letter === '(' && depth === 1) out += '(\n  ';
    else if (isPlain && letter === ')' && depth === 0) out += '\n)';
    else if (isPlain && letter === ',' && depth === 1) out += ',\n ';
    else out += letter;
  }
  return out;
}
