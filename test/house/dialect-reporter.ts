/** Says at the end of a run how many tests ran on each database, and which suites were left out. */
import type { Reporter, TestModule } from 'vitest/node';

export class DialectReporter implements Reporter {
  readonly #missing: readonly string[];

  constructor(missing: readonly string[]) {
    this.#missing = missing;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const byProject = Map.groupBy(modules, ({ project }) => project.name);
    for (const [name, of] of byProject) {
      const states = of.flatMap(({ children }) => [...children.allTests()].map((test) => test.result().state));
      const passed = states.filter((state) => state === 'passed').length;
      console.info(`  on ${name}: ${passed} of ${states.length} tests passed`);
    }
    for (const missing of this.#missing) console.warn(`  LEFT OUT: ${missing}`);
  }
}
