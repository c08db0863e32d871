/** A database of PostgreSQL in words, without what is secret. */

/** `PostgreSQL books on db.example.org`. */
export function labelOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  const host = hostname === '' ? 'localhost' : hostname;
  return `PostgreSQL ${decodeURIComponent(pathname.slice(1)) || 'postgres'} on ${host}${port && `:${port}`}`;
}
