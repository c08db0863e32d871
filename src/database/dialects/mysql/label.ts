/** A database of MySQL or MariaDB in words, without what is secret. */

/** `MySQL books on db.example.org`. */
export function labelOf(url: string, name = 'MySQL'): string {
  const { hostname, port, pathname } = new URL(url);
  const host = hostname === '' ? 'localhost' : hostname;
  const database = decodeURIComponent(pathname.slice(1));
  return `${name}${database && ` ${database}`} on ${host}${port && `:${port}`}`;
}
