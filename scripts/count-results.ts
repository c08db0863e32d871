/**
 * `node scripts/count-results.ts <folder> [<failed step> …]`: the last lines of a CI run: what failed, by name, and the
 * count. Sums the reports of Vitest and of the package trial in the folder; a step that failed as a whole counts as one.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults?: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

const [folder = '.', ...failedSteps] = process.argv.slice(2);

/** Test files that could not even be loaded, or failed outside of their tests. */
const brokenFiles = ({ testResults = [] }: Report) =>
  testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((assertion) => assertion.status !== 'failed'),
  );

/** A log is read from its end, where the run itself printed its failures thousands of lines before. */
function* failures(report: Report): Generator<string> {
  for (const { name, message } of brokenFiles(report)) yield `${name}: ${message}`;
  for (const { assertionResults } of report.testResults ?? [])
    for (const { status, fullName, failureMessages } of assertionResults)
      if (status === 'failed') yield `${fullName}: ${failureMessages.join('\n')}`;
}

const reports = ['test.json', 'package.json', 'init.json', 'init-yaml.json']
  .map((name) => join(folder, name))
  .filter((file) => existsSync(file))
  .map((file): Report => JSON.parse(readFileSync(file, 'utf8')));

const sum = (count: (report: Report) => number): number => reports.reduce((total, report) => total + count(report), 0);

for (const failure of reports.flatMap((report) => [...failures(report)])) console.log(`Failed: ${failure}`);

const passed = sum(({ numPassedTests }) => numPassedTests);
const failed = sum((report) => report.numFailedTests + brokenFiles(report).length) + failedSteps.length;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
