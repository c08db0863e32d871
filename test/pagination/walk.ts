/** Walks lists by their links and cursors, as a client does. */
import { expect } from 'vitest';
import type { Api, JsonRow } from '../serve.ts';

/** A page as `page_number` and `cursor` give it. */
export interface Page {
  readonly count?: number;
  readonly pages?: number;
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly JsonRow[];
}

export async function pageOf(api: Api, path: string): Promise<Page> {
  const reply = await api.get(path);
  expect([reply.status, reply.text]).toEqual([200, expect.stringContaining('"results"')]);
  return reply.body as unknown as Page;
}

/** The same list at a cursor. */
export const at = (path: string, cursor: string): string =>
  `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;

/** The pages from here to an end. */
export async function walk(api: Api, path: string, direction: 'next' | 'previous', from?: Page): Promise<Page[]> {
  const pages = from === undefined ? [await pageOf(api, path)] : [];
  let cursor = (from ?? (pages[0] as Page))[direction];
  while (cursor !== null) {
    const page = await pageOf(api, at(path, cursor));
    pages.push(page);
    cursor = page[direction];
  }
  return pages;
}

export const idsOf = (pages: readonly Page[]): number[] => pages.flatMap(({ results }) => results.map(({ id }) => id));
