/** Defaults and checks as a database says them, as the options of fields say them. */
import type { ColumnType } from '../model.ts';

/** SQL without the types that PostgreSQL casts to, and without the parentheses around it. */
function bare(sql: string): string {
  const plain = sql.trim().replace(/::[a-z_][\w ]*(?:\(\d+(?:,\s*\d+)?\))?(?:\[\])?$/i, '');
  const inner = /^\((.*)\)$/s.exec(plain)?.[1];
  if (inner !== undefined && !/[()]/.test(inner)) return bare(inner);
  return plain === sql ? plain : bare(plain);
}

const number = /^[+-]?\d+(?:\.\d+)?$/;

function ofText(text: string, type: ColumnType): unknown {
  switch (type) {
    case 'integer':
    case 'number':
      return number.test(text) ? Number(text) : undefined;
    case 'decimal':
      return number.test(text) ? text : undefined;
    case 'bigint':
      return /^[+-]?\d+$/.test(text) ? BigInt(text) : undefined;
    case 'boolean':
      return /^(?:1|true|t)$/i.test(text) ? true : /^(?:0|false|f)$/i.test(text) ? false : undefined;
    default:
      return undefined;
  }
}

/** What a plain default is; `undefined`: something that the database must work out. */
export function readDefault(sql: string, type: ColumnType, values: readonly string[] = []): unknown {
  const plain = bare(sql);
  if (type === 'enum' && values.includes(plain)) return plain;
  const quoted = /^'((?:[^']|'')*)'$/s.exec(plain)?.[1]?.replaceAll("''", "'");
  if (quoted === undefined) return ofText(plain.replace(/^b'([01])'$/, '$1'), type);
  if (type === 'string' || type === 'enum' || type === 'date') return quoted;
  return ofText(quoted, type);
}

/** A check without the quotes, casts and parentheses of a dialect; what is called or grouped is no single name then. */
const unquoted = (check: string): string =>
  check
    .replaceAll(/["`[\]]/g, '')
    .replaceAll(/::[a-z_]+(?: [a-z]+)*/gi, '')
    .replaceAll(/'(-?\d+(?:\.\d+)?)'/g, '$1')
    .replaceAll(/\b(?:char_|character_)?length\(+\s*(\w+)\s*\)+/gi, ' length_of_$1 ')
    .replaceAll(/[()]/g, ' ')
    .replaceAll(/(\w+) between (\S+) and (\S+)/gi, '$1 >= $2 and $1 <= $3')
    .replaceAll(/\s*(>=?|<=?)\s*/g, ' $1 ');

const limit = '(-?\\d+(?:\\.\\d+)?)';
const turned: Readonly<Record<string, string>> = { '>': '<', '>=': '<=', '<': '>', '<=': '>=' };

/** A comparison with a number: its operator as if the name stood first, and the number. */
function readComparison(part: string, name: string): readonly [operator: string, count: number] | undefined {
  const [, after = '', right] = new RegExp(`^${name} (>=?|<=?) ${limit}$`).exec(part) ?? [];
  if (right !== undefined) return [after, Number(right)];
  const [, left, before = ''] = new RegExp(`^${limit} (>=?|<=?) ${name}$`).exec(part) ?? [];
  return left === undefined ? undefined : [turned[before] ?? '', Number(left)];
}

const bounds: Readonly<Record<string, string>> = { '>': 'gt', '>=': 'ge', '<': 'lt', '<=': 'le' };

/** What a part says of a column, or of its length. */
function readPart(part: string, name: string): Readonly<Record<string, number>> {
  const [operator, count] = readComparison(part, name) ?? [];
  if (operator !== undefined && count !== undefined) return { [bounds[operator] ?? '']: count };
  const [ofLength, size] = readComparison(part, `length_of_${name}`) ?? [];
  if (ofLength === undefined || size === undefined) return {};
  if (ofLength.startsWith('>')) return { minLength: ofLength === '>' ? size + 1 : size };
  return { maxLength: ofLength === '<' ? size - 1 : size };
}

/** The bounds that the checks of a table set to one column; what else they ask is asked by the database alone. */
export function readChecks(checks: readonly string[], name: string): Readonly<Record<string, number>> {
  const parts = checks
    .filter((check) => !/\b(?:or|not|case)\b/i.test(check))
    .flatMap((check) => unquoted(check).split(/\band\b/i));
  return Object.assign({}, ...parts.map((part) => readPart(part.trim(), name)));
}
