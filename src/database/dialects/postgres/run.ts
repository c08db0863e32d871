/** Runs SQL on a client, with named statements that the server prepares once. */

import type { QueryResult } from 'kysely';
import pg from 'pg';
import type { StoredRow } from '../../../model.ts';
import { isOutdated } from './errors.ts';

/** Statements that are named; more are prepared for each run, so that no client fills the server's memory. */
const nameLimit = 1_000;
const names = new Map<string, string>();
let given = 0;

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= nameLimit) return known;
  const name = `lightapi_${given}`;
  given += 1;
  names.set(text, name);
  return name;
}

/** Runs work that changed nothing where its statement is outdated: once more, since that is prepared anew. */
export async function renewed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isOutdated(error)) throw error;
    return work();
  }
}

type Client = Pick<pg.ClientBase, 'query'>;

/** A query, with what the driver calls for each row, as the queries of `pg-cursor` have it. */
const RowQuery = pg.Query as unknown as new (
  text: string,
  values: readonly unknown[],
  done: (error: Error | null, result: pg.QueryResult<StoredRow>) => void,
) => pg.Submittable & { name: string | undefined; handleDataRow(message: { readonly length: number }): void };

interface Running {
  readonly values: readonly unknown[];
  readonly byteLimit?: number | undefined;
}

/** SQL, and the name under which the server keeps it, if it does. */
interface Named {
  readonly text: string;
  readonly name: string | undefined;
}

/** Keeps rows up to the one with which they are larger than a limit; what is behind it is dropped as it comes. */
class BoundedQuery extends RowQuery {
  left = 0;

  override handleDataRow(message: { readonly length: number }): void {
    if (this.left < 0) return;
    this.left -= message.length;
    super.handleDataRow(message);
  }
}

/**
 * Not by the driver's promise: with it, what a list allocated outlived the young generation, and a sixth of the time
 * went into collecting it.
 */
function send(
  client: Client,
  { text, name }: Named,
  { values, byteLimit }: Running,
): Promise<pg.QueryResult<StoredRow>> {
  return new Promise((resolve, reject) => {
    // With a callback, so that its time is limited as that of others is.
    const query = new BoundedQuery(text, values, (error, result) => (error ? reject(error) : resolve(result)));
    query.name = name;
    query.left = byteLimit ?? Number.POSITIVE_INFINITY;
    client.query(query);
  });
}

/** Runs one of our own statements. */
export async function runNamed(client: Client, text: string, running: Running): Promise<StoredRow[]> {
  const name = nameOf(text);
  try {
    return await runAs(client, { text, name }, running);
  } catch (error) {
    // All get other names, and are prepared anew: others may be outdated as well.
    if (name !== undefined && names.get(text) === name && isOutdated(error)) names.clear();
    throw error;
  }
}

async function runAs(client: Client, named: Named, running: Running): Promise<StoredRow[]> {
  const { rows, fields, rowCount } = await send(client, named, running);
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
