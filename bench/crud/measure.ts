/** Requests per second of one operation on one server. */
import type { LoadResult } from '../load.ts';
import { start } from '../process.ts';

const expected = { getOne: 200, list: 200, create: 201, patch: 200 } as const;

export type Operation = keyof typeof expected;

interface Load {
  readonly port: string;
  readonly operation: Operation;
  readonly rows: number;
}

export async function measure({ port, operation, rows }: Load, seconds: number): Promise<number> {
  const client = new URL('./client.ts', import.meta.url);
  const { ready } = await start(client, [port, operation, String(seconds), String(rows)], 1);
  const { requests, seconds: took, statuses } = JSON.parse(ready) as LoadResult;
  const wrong = Object.entries(statuses).filter(([status]) => Number(status) !== expected[operation]);
  if (wrong.length > 0) throw new Error(`${operation} was answered with ${JSON.stringify(statuses)}`);
  return requests / took;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};
