/** What the driver gives for MySQL's values, and what is bound for ours. */
import mysql, { type TypeCastField, type TypeCastNext } from 'mysql2';

/** `2026-11-22 05:15:20.291879`, which is UTC: RFC 3339, to the millisecond. */
export function instantToJson(stored: unknown): unknown {
  if (typeof stored !== 'string' || stored.charCodeAt(10) !== 32) return stored;
  return `${stored.slice(0, 10)}T${stored.slice(11, 19)}.${stored.slice(20, 23).padEnd(3, '0')}Z`;
}

/** The same to MySQL, which takes no zone everywhere. */
export const instantToSql = (instant: Date): string => instant.toISOString().slice(0, -1).replace('T', ' ');

/** Numbers as far as they are exact; beyond, the driver gives text. */
function integer(value: unknown): unknown {
  return typeof value === 'string' ? BigInt(value) : value;
}

/** What users' queries give: as on other databases, times are RFC 3339 and no integer is rounded. */
export function castForUsers(field: TypeCastField, next: TypeCastNext): unknown {
  if (field.type === 'DATETIME' || field.type === 'TIMESTAMP') return instantToJson(field.string());
  return field.type === 'LONGLONG' ? integer(next()) : next();
}

/** Integers are sent as such: the driver would send a float. */
export function toParameter(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return BigInt.asIntN(64, value) === value ? mysql.TypedParameter.LONGLONG(value) : String(value);
  }
  return Number.isSafeInteger(value) ? mysql.TypedParameter.LONGLONG(value as number) : value;
}
