/** A process of its own: imports each file that it is given, from the file's folder, and tells how that went. */
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

/** So long a snippet may take, in milliseconds. */
const limit = 10_000;

async function run(file: string): Promise<string | undefined> {
  process.chdir(dirname(file));
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`takes more than ${limit} ms`)), limit);
  process.once('uncaughtException', reject);
  try {
    await Promise.race([import(pathToFileURL(file).href), tooLate]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    clearTimeout(timer);
    process.off('uncaughtException', reject);
  }
}

const tell = (message: object): Promise<void> => new Promise((resolve) => process.send?.(message, () => resolve()));

for (const file of process.argv.slice(2)) await tell({ file, error: await run(file) });
process.exit(0);
