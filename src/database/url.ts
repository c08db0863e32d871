/** Which database a URL means: SQLAlchemy's forms and the usual ones. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { ConfigurationError } from '../errors.ts';

type DatabaseUrl =
  /** The file's path, or `:memory:`. */
  | { readonly dialect: 'sqlite'; readonly file: string }
  /** With the scheme that drivers know, and no driver in it. */
  | { readonly dialect: 'postgres' | 'mysql'; readonly url: string };

const wrong = (problem: string): ConfigurationError =>
  new ConfigurationError([
    {
      code: 'database_url',
      where: 'database',
      problem,
      remedy:
        'Give sqlite:///file.db, sqlite:////absolute/file.db, sqlite:///:memory:, postgres://user:password@host/name ' +
        'or mysql://user:password@host/name, or set LIGHTAPI_DATABASE_URL.',
    },
  ]);

const servers: Readonly<Record<string, 'postgres' | 'mysql'>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  cockroachdb: 'postgres',
  mysql: 'mysql',
  mariadb: 'mysql',
};

/**
 * Names the database that a URL means: two that name the same have the same rows. One database may have several names;
 * what is local to a machine, or to this process, has its name in it.
 */
export function identityOf(url: string): string {
  const parsed = parseDatabaseUrl(url);
  if (parsed.dialect === 'sqlite') {
    return parsed.file === ':memory:' ? `memory ${randomUUID()}` : `${hostname()} ${resolve(parsed.file)}`;
  }
  const host = URL.parse(parsed.url)?.hostname ?? '';
  return host === '' || /^(?:localhost|127\.|\[::1\])/.test(host) ? `${hostname()} ${parsed.url}` : parsed.url;
}

/**
 * Reads `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite:///:memory:`, `postgres://…`, `mysql://…`; a driver as
 * in `postgresql+asyncpg://` says nothing here. Throws `ConfigurationError` for anything else; a password in the URL is
 * not repeated.
 */
export function parseDatabaseUrl(url: string): DatabaseUrl {
  const match = /^([a-z][a-z0-9]*)(?:\+[a-z0-9_]+)?:\/\/(.*)$/.exec(url);
  if (match === null) throw wrong('the database URL has no scheme.');
  const [, scheme = '', rest = ''] = match;
  const dialect = Object.hasOwn(servers, scheme) ? servers[scheme] : undefined;
  if (dialect !== undefined) {
    const plain = `${dialect}://${rest}`;
    if (URL.canParse(plain)) return { dialect, url: plain };
    throw wrong(
      `the ${scheme} URL can't be read: characters such as @ / : # in a password are written as %40 %2F %3A %23.`,
    );
  }
  if (scheme !== 'sqlite') throw wrong(`there is no dialect for ${scheme}.`);
  if (rest === '' || rest === '/' || rest === '/:memory:') return { dialect: 'sqlite', file: ':memory:' };
  if (!rest.startsWith('/'))
    throw wrong(`sqlite://${rest.includes('@') ? '…' : rest} has two slashes, which would name a host.`);
  return { dialect: 'sqlite', file: rest.slice(1) };
}
