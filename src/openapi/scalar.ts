/** The script of the API page: one file of Scalar's, which the package brings along. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

const packed = new URL('./scalar.js.gz', import.meta.url);

/** Compressed: from the built package, or from the one that its source is developed with. */
async function read(): Promise<Buffer> {
  if (existsSync(packed)) return readFile(packed);
  const script = new URL('./browser/standalone.js', import.meta.resolve('@scalar/api-reference'));
  return promisify(gzip)(await readFile(fileURLToPath(script)));
}

let reading: Promise<Buffer> | undefined;

/** The script, compressed by gzip. Read once, when it is asked for first. */
export function scalarScript(): Promise<Buffer> {
  reading ??= read().catch((error: unknown) => {
    reading = undefined;
    throw new Error('the script of the API page is missing: install lightapi anew', { cause: error });
  });
  return reading;
}

/** For the few that don't take gzip. */
export const unpacked = async (): Promise<Buffer> => promisify(gunzip)(await scalarScript());
