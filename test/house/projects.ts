/** The databases that tests run on, and the browser, and what is said of those that are not there. */
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';

/** A dialect, where its server is, and which tests its suite holds. */
interface Server {
  readonly dialect: string;
  readonly url: string;
}

export const servers: readonly Server[] = [
  { dialect: 'postgres', url: process.env.LIGHTAPI_TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test' },
  { dialect: 'mysql', url: process.env.LIGHTAPI_TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306/test' },
];

/** Whether something answers at the address of a URL. */
export const answers = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), timeout: 1_000 });
    const end = (is: boolean) => () => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });

/** The tests that need a browser. */
export const browserTests = 'test/browser/**/*.test.ts';

/** Where Chromium is; `undefined`: nowhere. */
export const chromiumPath = (): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
    .find((path) => existsSync(path));

/** What every dialect must do alike: these tests run on each. */
export const conformance: readonly string[] = [
  ...['cache', 'identical', 'openapi', 'processes'].map((file) => `test/conformance/${file}.test.ts`),
  'test/session.test.ts',
  'test/cli/introspect.test.ts',
  ...['action', 'endpoint', 'filter', 'pagination', 'schema'].map((folder) => `test/${folder}/**/*.test.ts`),
  ...[
    'again',
    'ambient',
    'bulk',
    'changes',
    'seen',
    'suited',
    'user-queries',
    'watch',
    'table',
    'reflect',
    'create-tables',
    'explained',
    'migration/plan',
    'migration/primary-key',
    'migration/migrator',
  ].map((file) => `test/database/${file}.test.ts`),
];

/** What only one dialect does. */
export const ownTests = ({ dialect }: Pick<Server, 'dialect'>): string =>
  `test/database/dialects/${dialect}/**/*.test.ts`;
