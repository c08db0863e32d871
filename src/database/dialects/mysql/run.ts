/** Runs SQL on a client: prepared once by the server, with its values bound. */
import type { QueryResult } from 'kysely';
import type { Connection, QueryError, QueryOptions, ResultSetHeader, RowDataPacket } from 'mysql2';
import type { StoredRow } from '../../../model.ts';
import { sizeOf } from '../../selection.ts';
import type { Statement } from '../../statements.ts';
import { awaiting } from './silence.ts';
import { castForUsers, toParameter } from './values.ts';

export type Client = Pick<Connection, 'execute' | 'query' | 'on' | 'off'>;
type Send = 'execute' | 'query';

type Result = ResultSetHeader | RowDataPacket[];

/** Sends a text as it is, or to be prepared. */
const send = (client: Client, how: Send, options: QueryOptions): Promise<Result> =>
  awaiting(
    client,
    new Promise((resolve, reject) => {
      client[how]<Result>(options, (error: QueryError | null, result) =>
        error === null ? resolve(result) : reject(error),
      );
    }),
  );

const parameters = (values: readonly unknown[]): NonNullable<QueryOptions['values']> => values.map(toParameter);

/** Not all statements can be prepared: those of users that have no values are not. */
const preparing = (values: readonly unknown[]): Send => (values.length === 0 ? 'query' : 'execute');

/** Runs a statement that is no verb's. */
export const ask = (client: Client, sql: string): Promise<Result> => send(client, 'query', { sql });

/** The rows of one. */
export const askRows = async (client: Client, sql: string, values: readonly unknown[] = []): Promise<StoredRow[]> =>
  (await send(client, preparing(values), { sql, values: parameters(values) })) as StoredRow[];

/** Rows up to the one with which they are larger than the limit; what is behind it is dropped as it comes. */
async function readUntil(client: Client, options: QueryOptions, byteLimit: number): Promise<StoredRow[]> {
  const { promise, resolve, reject } = Promise.withResolvers<StoredRow[]>();
  const rows: StoredRow[] = [];
  let size = 0;
  // A connection that is lost tells nobody who takes row by row.
  client.on('error', reject);
  const query = client.execute(options);
  query.on('result', (row) => {
    if (size > byteLimit) return;
    rows.push(row as StoredRow);
    size += sizeOf([row as StoredRow]);
  });
  query.on('error', reject);
  query.on('end', () => resolve(rows));
  try {
    return await awaiting(client, promise);
  } finally {
    client.off('error', reject);
  }
}

/**
 * Runs one of our own statements. What returns no rows gives one empty row for each that it found; where its row is read
 * back, this is to be inside a transaction, so that nobody writes in between.
 */
export async function runStatement(
  client: Client,
  { sql, order, readBack }: Statement,
  { values, byteLimit }: { readonly values: readonly unknown[]; readonly byteLimit?: number | undefined },
): Promise<StoredRow[]> {
  const options = { sql, values: parameters(values) };
  if (byteLimit !== undefined) return readUntil(client, options, byteLimit);
  const result = await send(client, 'execute', options);
  if (Array.isArray(result)) return result;
  const { affectedRows, insertId } = result;
  if (readBack === undefined || affectedRows === 0) return Array.from({ length: affectedRows }, () => ({}));
  const given = new Map(order.map((name, at) => [name, values[at]]));
  const key = readBack.order.map((name) => (given.has(name) ? given.get(name) : insertId));
  return (await send(client, 'execute', { sql: readBack.sql, values: parameters(key) })) as StoredRow[];
}

/** Runs what a user wrote. */
export async function runQuery(
  client: Client,
  sql: string,
  values: readonly unknown[],
): Promise<QueryResult<StoredRow>> {
  const options = { sql, values: parameters(values), typeCast: castForUsers };
  const result = await send(client, preparing(values), options);
  if (Array.isArray(result)) return { rows: result };
  const { insertId, affectedRows } = result;
  return {
    rows: [],
    numAffectedRows: BigInt(affectedRows),
    ...(insertId !== 0 && { insertId: BigInt(insertId) }),
  };
}
