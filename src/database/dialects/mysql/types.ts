/** How MySQL holds each type: the column's SQL type, the value that is bound, and the way back to JSON. */
import { type Expression, type OperationNode, RawNode, ReferenceNode, sql } from 'kysely';
import type { Column, ColumnType } from '../../../model.ts';
import type { Spelling } from '../../statements.ts';
import type { StoredTypes } from '../../stored.ts';
import type { Flavour } from './flavour.ts';
import { instantToJson, instantToSql } from './values.ts';

const fixed = (sqlType: string) => (): string => sqlType;

/** An index holds 3,072 bytes of a column (https://dev.mysql.com/doc/refman/8.4/en/innodb-limits.html). */
const keyLength = 768;
/** The digits that DECIMAL holds, and those of them behind the point, in both databases. */
const most = { digits: 65, places: 30 };

const isKey = ({ isKey: isPrimary = false, unique, index, references }: Column): boolean =>
  isPrimary || unique || index || references !== undefined;

/** Long texts stand outside of the row, which holds 65,535 bytes. */
function textType(column: Column): string {
  const { maxLength = Number.POSITIVE_INFINITY } = column.constraints;
  if (maxLength <= keyLength) return `varchar(${Math.max(maxLength, 1)})`;
  return isKey(column) ? `varchar(${keyLength})` : 'longtext';
}

/** Whether DECIMAL holds all values of a column; it rounds what has more places, and adds zeros to what has fewer. */
const isFixed = ({ constraints: { decimalPlaces, maxDigits = 0 } }: Column): boolean =>
  decimalPlaces !== undefined && decimalPlaces <= most.places && maxDigits <= most.digits;

function decimalType(column: Column): string {
  const { decimalPlaces, maxDigits = most.digits } = column.constraints;
  // A thousand digits on each side of the point.
  return isFixed(column)
    ? `decimal(${maxDigits},${decimalPlaces})`
    : 'varchar(2002) character set ascii collate ascii_bin';
}

/** What another program wrote may be no JSON: it is shown as text, rather than hiding the rows around it. */
function parsedOrText(stored: unknown): unknown {
  try {
    return JSON.parse(String(stored));
  } catch {
    return String(stored);
  }
}

/** Types natural to MySQL. */
export const storedTypes = ({ binary, json }: Flavour): StoredTypes => ({
  string: { sqlType: (column) => `${textType(column)} collate ${binary}` },
  integer: { sqlType: fixed('bigint') },
  number: { sqlType: fixed('double') },
  boolean: { sqlType: fixed('tinyint(1)'), encode: Number, toJson: (stored) => Number(stored) !== 0 },
  datetime: {
    sqlType: fixed('datetime(3)'),
    encode: (value) => instantToSql(value as Date),
    toJson: instantToJson,
    toProgram: (stored) => new Date(String(instantToJson(stored))),
  },
  date: { sqlType: fixed('date') },
  decimal: { sqlType: decimalType },
  uuid: { sqlType: fixed('char(36) character set ascii collate ascii_bin') },
  json: {
    sqlType: fixed(json === 'json' ? json : `${json} collate ${binary}`),
    encode: (value) => JSON.stringify(value),
    toJson: parsedOrText,
  },
  enum: {
    sqlType: ({ constraints: { values = [] } }) =>
      `varchar(${Math.max(...values.map((value) => value.length), 1)}) collate ${binary}`,
  },
  bigint: {
    sqlType: fixed('bigint'),
    toJson: String,
    toProgram: (stored) => BigInt(stored as number | string | bigint),
  },
});

/** What is bound for a value that a user gives a query; the others are bound as they are. */
export function bindable(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof Date) return instantToSql(value);
  const isPlain = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
  return isPlain ? JSON.stringify(value) : value;
}

const isText = ({ type }: Column): boolean => type === 'string' || type === 'enum';

/** Whether an expression is a column by its name alone. */
function isReference(node: OperationNode): boolean {
  if (!RawNode.is(node)) return ReferenceNode.is(node);
  const [only] = node.parameters;
  return node.parameters.length === 1 && only !== undefined && isReference(only) && node.sqlFragments.join('') === '';
}

/** A text beside a DECIMAL would be compared as a float. */
const asDecimal = (reference: Expression<unknown>): Expression<unknown> =>
  isReference(reference.toOperationNode())
    ? sql`${reference}`
    : sql`cast(${reference} as decimal(${sql.raw(`${most.digits},${most.places}`)}))`;

/** The digits of a negative number as letters in the opposite order. */
const complement = (digits: Expression<unknown>): Expression<unknown> =>
  [...'0123456789'].reduce<Expression<unknown>>(
    (text, digit) => sql`replace(${text}, ${sql.lit(digit)}, ${sql.lit('jihgfedcba'[Number(digit)])})`,
    digits,
  );

/**
 * A text that sorts as the decimal does: its sign, how many digits stand before the point, and the digits; for a negative
 * number each digit is complemented, so that the more negative comes first.
 */
function decimalKey(text: Expression<unknown>): Expression<unknown> {
  const trimmed = sql`if(locate('.', ${text}), trim(trailing '.' from trim(trailing '0' from ${text})), ${text})`;
  const whole = sql`char_length(substring_index(replace(${text}, '-', ''), '.', 1))`;
  const digits = sql`concat(lpad(${whole}, 4, '0'), replace(replace(${trimmed}, '-', ''), '.', ''))`;
  const isNegative = sql`${text} regexp '^-.*[1-9]'`;
  return sql`if(${isNegative}, concat('0', ${complement(digits)}, '~'), concat('1', ${digits}))`;
}

/** How MySQL's statements differ. */
export function spelling({ binary, folding, returnsInserted }: Flavour): Spelling {
  const collated = (expression: Expression<unknown>, collation = binary) =>
    sql`convert(${expression} using utf8mb4) collate ${sql.raw(collation)}`;
  // Upper case has one letter for one, but for the one that texts are full of.
  const upper = (expression: Expression<unknown>) =>
    collated(sql`replace(upper(${collated(expression, folding)}), 'ß', 'SS')`);
  return {
    hold: true,
    returns: { insert: returnsInserted, update: false },
    read: () => undefined,
    limit: (count) => count,
    comparable: (column, reference, isLegacy) => {
      if (column.type === 'decimal') return isFixed(column) ? asDecimal(reference) : decimalKey(reference);
      // A table of the original sorts by a language.
      return isLegacy && isText(column) ? collated(reference) : reference;
    },
    matches: (how, text, part) => {
      const form = how === 'icontains' ? upper : collated;
      const [whole, sought] = [form(text), form(part)];
      if (how === 'startswith') return sql`left(${whole}, char_length(${sought})) = ${sought}`;
      return sql`locate(${sought}, ${whole}) > 0`;
    },
    // NULL is the least of all values here, too.
    ordered: (expression, _, descending) => sql`${expression} ${sql.raw(descending ? 'desc' : 'asc')}`,
  };
}

const integers = ['bigint', 'int', 'integer', 'mediumint', 'smallint', 'tinyint'];
const texts = ['varchar', 'char', 'longtext', 'mediumtext', 'text', 'tinytext'];

/** Types that hold our values, without lengths and places, as the catalogue names them. */
const fitting: Readonly<Record<ColumnType, readonly string[]>> = {
  string: texts,
  integer: integers,
  number: ['double', 'float', 'decimal'],
  boolean: ['tinyint'],
  datetime: ['datetime', 'timestamp'],
  date: ['date'],
  decimal: ['decimal', 'varchar'],
  uuid: ['char', 'varchar', 'uuid'],
  json: ['json', 'longtext', 'mediumtext', 'text'],
  enum: [...texts, 'enum'],
  bigint: ['bigint', 'int', 'decimal'],
};

/** Whether a column of this declared type holds the values of a model's column. */
export function fitsType({ type }: Column, declared: string): boolean {
  const [, base = '', length] = /^(\w+)\s*(?:\((\d+))?/.exec(declared.toLowerCase()) ?? [];
  if (type === 'uuid' && length !== undefined && Number(length) < 36) return false;
  return fitting[type].includes(base);
}
