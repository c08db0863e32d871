/** Runs SQL on a client, with named statements that the server prepares once. */

import type { QueryResult } from 'kysely';
import pg from 'pg';
import type { StoredRow } from '../../../model.ts';
import { sizeOf } from '../../selection.ts';

/** Statements that are named; more are prepared for each run, so that no client fills the server's memory. */
const nameLimit = 1_000;
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= nameLimit) return known;
  const name = `lightapi_${names.size}`;
  names.set(text, name);
  return name;
}

type Client = Pick<pg.ClientBase, 'query'>;

/** Rows up to the one with which they are larger than the limit; the driver drops what is behind it as it comes. */
function readUntil(client: Client, config: pg.QueryConfig, byteLimit: number): Promise<StoredRow[]> {
  return new Promise((resolve, reject) => {
    const rows: StoredRow[] = [];
    let size = 0;
    const query = new pg.Query(config);
    query.on('row', (row: StoredRow) => {
      if (size > byteLimit) return;
      rows.push(row);
      size += sizeOf([row]);
    });
    query.on('error', reject);
    query.on('end', () => resolve(rows));
    client.query(query);
  });
}

/** Runs one of our own statements. */
export async function runNamed(
  client: Client,
  text: string,
  { values, byteLimit }: { readonly values: readonly unknown[]; readonly byteLimit?: number | undefined },
): Promise<StoredRow[]> {
  const name = nameOf(text);
  const config = { text, values: values as unknown[], ...(name !== undefined && { name }) };
  if (byteLimit !== undefined) return readUntil(client, config, byteLimit);
  const { rows, fields, rowCount } = await client.query<StoredRow>(config);
  // What returns no rows gives one empty row for each that it changed.
  return fields.length > 0 ? rows : Array.from({ length: rowCount ?? 0 }, () => ({}));
}

/** Runs what a user wrote. */
export async function runQuery(
  client: Client,
  text: string,
  values: readonly unknown[],
): Promise<QueryResult<StoredRow>> {
  const { rows, rowCount, command } = await client.query<StoredRow>({ text, values: values as unknown[] });
  const isRead = command === 'SELECT' || rowCount === null;
  return { rows, ...(!isRead && { numAffectedRows: BigInt(rowCount) }) };
}
