/** Rows behind a row in some order: the condition for it, and signed cursors that carry where a list goes on. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Condition, StoredValue } from '../database/conditions.ts';
import type { Order } from '../database/selection.ts';
import { parseDecimal } from '../decimal.ts';
import type { Column, StoredRow } from '../model.ts';

/** The values of a row in the columns of an order, as the database holds them. */
export type Position = readonly unknown[];

export const positionOf = (row: StoredRow, order: readonly Order[]): Position =>
  order.map(({ column: { name, type } }) => {
    // What is no decimal sorts as NULL does.
    const isNone = type === 'decimal' && parseDecimal(String(row[name])) === undefined;
    return isNone ? null : row[name];
  });

export const reversed = (order: readonly Order[]): readonly Order[] =>
  order.map(({ column, descending }) => ({ column, descending: !descending }));

/** What is no decimal sorts as NULL does; the others are NULL only where they are declared so. */
const mayBeNull = ({ nullable, type }: Column): boolean => nullable || type === 'decimal';

/** Strictly behind a value in one column; NULL is the least. `undefined`: nothing is. */
function behind({ column, descending }: Order, stored: unknown): Condition | undefined {
  if (stored === null) return descending ? undefined : { column, is: 'notnull' };
  const beyond: Condition = { column, is: descending ? 'lt' : 'gt', value: new StoredValue(stored) };
  return descending && mayBeNull(column) ? { any: [beyond, { column, is: 'null' }] } : beyond;
}

const same = ({ column }: Order, stored: unknown): Condition =>
  stored === null ? { column, is: 'null' } : { column, is: 'eq', value: new StoredValue(stored) };

/** The rows behind a position: in the first column, or equal there and behind in the second, and so on. */
export function rowsBehind(order: readonly Order[], position: Position): Condition {
  const steps = order.flatMap((term, at) => {
    const step = behind(term, position[at]);
    const equal = order.slice(0, at).map((earlier, index) => same(earlier, position[index]));
    return step === undefined ? [] : [{ all: [...equal, step] }];
  });
  return { any: steps };
}

/** Where a list goes on: behind a position, or before it. */
interface Cursor {
  readonly backward: boolean;
  readonly position: Position;
}

const macLength = 16;

/** Integers that JSON's numbers can't hold stand in cursors as text. */
const exact = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

const restored = (term: Order | undefined, value: unknown): unknown =>
  term?.column.type === 'integer' && typeof value === 'string' ? BigInt(value) : value;

/** Writes and reads cursors for one endpoint. A cursor that was not made here, or for another order, is `undefined`. */
export interface Cursors {
  readonly write: (order: readonly Order[], cursor: Cursor) => string;
  readonly read: (order: readonly Order[], text: string) => Cursor | undefined;
}

export function signedCursors(secret: string, endpoint: string): Cursors {
  const sign = (order: readonly Order[], payload: Buffer): Buffer => {
    const bound = order.map(({ column, descending }) => `${descending ? '-' : ''}${column.name}`).join();
    return createHmac('sha256', secret)
      .update(`${endpoint}\n${bound}\n`)
      .update(payload)
      .digest()
      .subarray(0, macLength);
  };
  return {
    write: (order, { backward, position }) => {
      const payload = Buffer.from(JSON.stringify([backward ? 1 : 0, ...position], exact));
      return Buffer.concat([sign(order, payload), payload]).toString('base64url');
    },
    read: (order, text) => {
      const bytes = Buffer.from(text, 'base64url');
      const [mac, payload] = [bytes.subarray(0, macLength), bytes.subarray(macLength)];
      if (mac.length < macLength || !timingSafeEqual(mac, sign(order, payload))) return undefined;
      const [backward, ...position] = JSON.parse(payload.toString()) as [number, ...unknown[]];
      return { backward: backward === 1, position: position.map((value, at) => restored(order[at], value)) };
    },
  };
}
