/** The command as people run it: a process of its own, in a folder of its own. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../serve.ts';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const root = join(import.meta.dirname, '../..');

/** Runs `lightapi` with what it is given on the standard input. */
export function lightapi(args: readonly string[], { cwd = root, input = '' } = {}): Promise<Ended> {
  const command = ['--conditions=lightapi-source', '--no-warnings', join(root, 'src/cli/main.ts'), ...args];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, command, { cwd }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
    child.stdin?.end(input);
  });
}

export interface Project {
  readonly cwd: string;
  readonly run: (line: string, input?: string) => Promise<Ended>;
  readonly write: (file: string, text: string | Buffer) => void;
  readonly read: (file: string) => string;
}

/** A folder with an `app.ts` in which `lightapi` is installed. */
export function openProject(app: string): Project {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'node_modules'));
  symlinkSync(root, join(cwd, 'node_modules/lightapi'));
  writeFileSync(join(cwd, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(cwd, 'app.ts'), app);
  return {
    cwd,
    run: (line, input = '') => lightapi(line.split(' '), { cwd, input }),
    write: (file, text) => writeFileSync(join(cwd, file), text),
    read: (file) => readFileSync(join(cwd, file), 'utf8'),
  };
}
