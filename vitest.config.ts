import { defineConfig } from 'vitest/config';

/** `lightapi` means the source: no build stands between a change and its test. */
const conditions = ['lightapi-source', 'node', 'import', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    environment: 'node',
    // Files share a worker, and so what they import: half of the time went into that. Tests clean up after themselves.
    isolate: false,
    include: ['test/**/*.test.ts'],
    testTimeout: 10_000,
    hookTimeout: 10_000,
  },
});
