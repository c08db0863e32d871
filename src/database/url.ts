/** Which database a URL means: SQLAlchemy's forms and the usual ones. */
import { ConfigurationError } from '../errors.ts';

interface DatabaseUrl {
  readonly dialect: 'sqlite';
  /** The file's path, or `:memory:`. */
  readonly file: string;
}

const wrong = (problem: string): ConfigurationError =>
  new ConfigurationError([
    {
      code: 'database_url',
      where: 'database',
      problem,
      remedy:
        'Give sqlite:///file.db, sqlite:////absolute/file.db or sqlite:///:memory:, or set LIGHTAPI_DATABASE_URL.',
    },
  ]);

/**
 * Reads `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite:///:memory:`; a driver as in `sqlite+aiosqlite://`
 * says nothing here. Throws `ConfigurationError` for anything else; a password in the URL is not repeated.
 */
export function parseDatabaseUrl(url: string): DatabaseUrl {
  const match = /^([a-z][a-z0-9]*)(?:\+[a-z0-9_]+)?:\/\/(.*)$/.exec(url);
  if (match === null) throw wrong('the database URL has no scheme.');
  const [, scheme, rest = ''] = match;
  if (scheme !== 'sqlite') throw wrong(`this version serves SQLite, not ${scheme}.`);
  if (rest === '' || rest === '/' || rest === '/:memory:') return { dialect: 'sqlite', file: ':memory:' };
  if (!rest.startsWith('/')) throw wrong(`sqlite://${rest} has two slashes, which would name a host.`);
  return { dialect: 'sqlite', file: rest.slice(1) };
}
