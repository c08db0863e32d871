/** Packages that not everyone needs: loaded when they are asked for, and named where they are missing. */
import { type ConfigurationCode, ConfigurationError } from './errors.ts';

interface Peer {
  readonly name: string;
  /** The option that asks for it. */
  readonly where: string;
  /** What it is, in a message: `the driver`. */
  readonly what: string;
  readonly code: ConfigurationCode;
}

/** Throws `ConfigurationError` where the package is missing. */
export async function withPeer<T>({ name, where, what, code }: Peer, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    if (!isMissing || !String(error).includes(`'${name}'`)) throw error;
    throw new ConfigurationError([
      { code, where, problem: `${what} "${name}" is not installed.`, remedy: `Run npm install ${name}.` },
    ]);
  }
}
