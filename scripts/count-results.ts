/**
 * `node scripts/count-results.ts <folder> [<failed step> …]`: the last line of a CI run. Sums the reports of Vitest and
 * of the package trial in the folder; a step that failed as a whole counts as one.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults?: readonly {
    readonly status: string;
    readonly assertionResults: readonly { status: string }[];
  }[];
}

const [folder = '.', ...failedSteps] = process.argv.slice(2);

/** Test files that could not even be loaded, or failed outside of their tests. */
const brokenFiles = ({ testResults = [] }: Report): number =>
  testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((assertion) => assertion.status !== 'failed'),
  ).length;

const reports = ['test.json', 'package.json']
  .map((name) => join(folder, name))
  .filter((file) => existsSync(file))
  .map((file): Report => JSON.parse(readFileSync(file, 'utf8')));

const sum = (count: (report: Report) => number): number => reports.reduce((total, report) => total + count(report), 0);

const passed = sum(({ numPassedTests }) => numPassedTests);
const failed = sum((report) => report.numFailedTests + brokenFiles(report)) + failedSteps.length;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
