/** The script of the API page: one file of Scalar's, which the package brings along. */
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

type Bytes = Uint8Array<ArrayBuffer>;

const packed = new URL('./scalar.js.gz', import.meta.url);

/** Compressed: from the built package, or from the one that its source is developed with. */
async function read(): Promise<Buffer> {
  if (existsSync(packed)) return readFile(packed);
  const script = new URL('./browser/standalone.js', import.meta.resolve('@scalar/api-reference'));
  return promisify(gzip)(await readFile(script));
}

/** Made when it is asked for first, and again where that failed. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw new Error('the script of the API page is missing: install lightapi anew', { cause: error });
    });
    return made;
  };
}

/** The script, compressed by gzip, and by what it is told from that of another version. */
interface Script {
  readonly bytes: Bytes;
  readonly version: string;
}

export const scalarScript = once(async (): Promise<Script> => {
  const bytes = new Uint8Array(await read());
  return { bytes, version: hash('sha256', bytes, 'base64url').slice(0, 12) };
});

/** For the few that don't take gzip. */
export const unpackedScript = once(
  async (): Promise<Bytes> => new Uint8Array(await promisify(gunzip)((await scalarScript()).bytes)),
);
