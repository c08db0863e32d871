/** The parameters of a request's address. */
import type { Query } from '../model.ts';

const none: Query = new Map();

/** Each parameter with its values in the order in which they came; an address without any costs nothing. */
export function readQuery(url: string): Query {
  const start = url.indexOf('?');
  if (start === -1) return none;
  const end = url.indexOf('#');
  const query = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(url.slice(start + 1, end === -1 ? undefined : end))) {
    const values = query.get(name);
    if (values === undefined) query.set(name, [value]);
    else values.push(value);
  }
  return query;
}
