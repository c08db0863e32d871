/** What trials of the packed package share: a folder of a new user's, commands in it, and a count of what is expected. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a user's shell has: nothing of an npm script around this, and nothing that changes an app. */
const foreign = /^(?:npm_(?:lifecycle|package)_.*|npm_config_local_prefix|INIT_CWD|LIGHTAPI_.*|NODE_OPTIONS)$/i;
export const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));

/** So long a command may take, in milliseconds. */
const timeout = 120_000;

export interface Trial {
  readonly folder: string;
  readonly inFolder: (file: string) => string;
  /** Runs a command, and gives what it printed. */
  readonly run: (command: string, ...args: string[]) => string;
  /** One thing that a user expects; the next is tried whatever becomes of it. */
  readonly expects: (sentence: string, prove: () => unknown) => Promise<void>;
  /** Removes the folder, writes the counts to a file, and fails the process where something was not as expected. */
  readonly end: (results: string | undefined) => void;
}

export function openTrial(name: string): Trial {
  const folder = mkdtempSync(join(tmpdir(), `lightapi-${name}-`));
  const count = { numPassedTests: 0, numFailedTests: 0 };
  const run: Trial['run'] = (command, ...args) => {
    try {
      const stdio = ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'];
      return execFileSync(command, args, { cwd: folder, env, encoding: 'utf8', stdio, timeout });
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
    }
  };
  return {
    folder,
    inFolder: (file) => join(folder, file),
    run,
    expects: async (sentence, prove) => {
      try {
        await prove();
        count.numPassedTests += 1;
        console.log(`✓ ${sentence}`);
      } catch (error) {
        count.numFailedTests += 1;
        console.log(`✗ ${sentence}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    },
    end: (results) => {
      rmSync(folder, { recursive: true, force: true });
      if (results !== undefined) writeFileSync(results, JSON.stringify(count));
      process.exitCode = count.numFailedTests === 0 ? 0 : 1;
    },
  };
}
