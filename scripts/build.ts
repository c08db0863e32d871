/** `npm run build`: src/ becomes dist/, JavaScript beside its types; the API page has its script, editors know YAML. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { grammar } from '../src/config/grammar.ts';
import { renderJsonSchema } from './config-schema.ts';
import { packScalar } from './pack-scalar.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const command = join(dist, 'cli/main.js');
const shebang = '#!/usr/bin/env node\n';

/** A relative import of a .ts file outside of comments; TypeScript rewrites them in JavaScript, not in declarations. */
const typeScriptImport = /^(?!\s*(?:\/?\*|\/\/))(.*?(?:from |import\()(['"])\.{1,2}\/[^'"]+)\.ts\2/gm;

function rewriteDeclarations(): void {
  for (const file of globSync('**/*.d.ts', { cwd: dist })) {
    const path = join(dist, file);
    writeFileSync(path, rewriteImports(readFileSync(path, 'utf8')));
  }
}

/** Once more for a line with several of them. */
function rewriteImports(text: string): string {
  const rewritten = text.replace(typeScriptImport, '$1.js$2');
  return rewritten === text ? text : rewriteImports(rewritten);
}

function makeExecutable(file: string): void {
  const text = readFileSync(file, 'utf8');
  if (!text.startsWith('#!')) writeFileSync(file, shebang + text);
  chmodSync(file, 0o755);
}

rmSync(dist, { recursive: true, force: true });
execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
rewriteDeclarations();
writeFileSync(join(dist, 'config.schema.json'), `${JSON.stringify(renderJsonSchema(grammar), undefined, 2)}\n`);
packScalar(root, join(dist, 'openapi'));
if (existsSync(command)) makeExecutable(command);
