/** The script of the API page and the licences of what is in it, from the package that they are developed with. */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The folder of a package as Node finds it from another's: next to it, or further up. */
function folderOf(name: string, from: string): string {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (at === dirname(at)) throw new Error(`${name}, which ${from} needs, is not installed: run npm install.`);
  }
}

/** A package with all that it depends on. */
function closureOf(folder: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(folder)) return found;
  found.add(folder);
  for (const name of Object.keys(manifestOf(folder).dependencies ?? {})) closureOf(folderOf(name, folder), found);
  return found;
}

/** The licence that Scalar's repository holds, which its packages leave out. */
const scalarLicence = `MIT License

Copyright (c) 2023-present Scalar

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

/** The text of a package's licence, or what it calls itself by where it brings none. */
function licenceOf(folder: string): string {
  const { name, license = 'unknown' } = manifestOf(folder);
  const [file] = globSync('{LICENSE,LICENCE,license,licence}*', { cwd: folder }).sort();
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8').trim();
  return name.startsWith('@scalar/') ? scalarLicence : `Licence: ${license}`;
}

/** All licences, each text once, under the packages that it is of. */
function licencesOf(folders: ReadonlySet<string>): string {
  const named = [...folders].map((folder) => {
    const { name, version } = manifestOf(folder);
    return { name: `${name} ${version}`, text: licenceOf(folder) };
  });
  const byText = Map.groupBy(named, ({ text }) => text);
  const parts = [...byText].map(
    ([text, of]) =>
      `${of
        .map(({ name }) => name)
        .sort()
        .join(', ')}\n\n${text}\n`,
  );
  return `scalar.js.gz is a bundle of these packages, unchanged.\n\n${parts.sort().join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/** Writes `scalar.js.gz` and `scalar.LICENSES.txt` into a folder of `dist/`; `root` is that of this repository. */
export function packScalar(root: string, folder: string): void {
  const scalar = folderOf('@scalar/api-reference', root);
  const script = readFileSync(join(scalar, 'dist/browser/standalone.js'));
  writeFileSync(join(folder, 'scalar.js.gz'), gzipSync(script, { level: constants.Z_BEST_COMPRESSION }));
  writeFileSync(join(folder, 'scalar.LICENSES.txt'), licencesOf(closureOf(scalar)));
}
