import { defineConfig } from 'vitest/config';
import { DialectReporter } from './test/house/dialect-reporter.ts';
import { answers, browserTests, chromiumPath, conformance, ownTests, servers } from './test/house/projects.ts';

/** `lightapi` means the source: no build stands between a change and its test. */
const conditions = ['lightapi-source'];

const found = await Promise.all(servers.map(async (server) => ({ ...server, isThere: await answers(server.url) })));
const hasBrowser = chromiumPath() !== undefined;
const missing = [
  ...found
    .filter(({ isThere }) => !isThere)
    .map(({ dialect, url }) => `the suite of ${dialect}, since nothing answers at ${new URL(url).host}`),
  ...(hasBrowser ? [] : ['the tests in a browser, since there is no Chromium: apt-get install chromium']),
];

// A run that must leave nothing out has nothing to say in green where it does.
if (process.env.CI && missing.length > 0) throw new Error(`left out: ${missing.join('; ')}`);

/** What a dialect's own project runs, and what needs a browser where there is none. */
const exclude = [...servers.map(ownTests), ...(hasBrowser ? [] : [browserTests])];

/** Where a report is asked for, it is written besides. */
const file = process.env.LIGHTAPI_TEST_REPORT;
const json = file === undefined ? [] : [['json', { outputFile: file }] as const];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    environment: 'node',
    // Files share a worker, and so what they import: half of the time went into that. Tests clean up after themselves.
    isolate: false,
    testTimeout: 10_000,
    hookTimeout: 10_000,
    reporters: ['default', new DialectReporter(missing), ...json],
    projects: [
      { extends: true, test: { name: 'sqlite', include: ['test/**/*.test.ts'], exclude } },
      ...found
        .filter(({ isThere }) => isThere)
        .map(({ dialect }) => ({
          extends: true as const,
          test: {
            name: dialect,
            include: [...conformance, ownTests({ dialect })],
            env: { LIGHTAPI_TEST_DIALECT: dialect },
          },
        })),
    ],
  },
});
