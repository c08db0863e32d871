/** One computation for many who ask for the same at once. */
import { inTime } from '../circuit.ts';
import { RequestError } from '../errors.ts';

/** So long others wait for it, in milliseconds: then each makes its own. */
const longest = 5_000;

/** Makes a value for whoever asks first; the others are given it, or `undefined` where each must make its own. */
type Join<T> = (
  key: string,
  make: () => Promise<T>,
) => Promise<
  { readonly isFirst: true; readonly value: T } | { readonly isFirst: false; readonly value: T | undefined }
>;

/** What a request is refused for, all of them are; anything else that goes wrong is of the first alone. */
export function createFlights<T>(limit = longest): Join<T> {
  const flying = new Map<string, Promise<T>>();
  return async (key, make) => {
    const flight = flying.get(key);
    if (flight !== undefined) {
      const value = await inTime(flight, limit).catch((error: unknown) => {
        if (error instanceof RequestError) throw error;
        return undefined;
      });
      return { isFirst: false, value };
    }
    const own = make();
    flying.set(key, own);
    try {
      return { isFirst: true, value: await own };
    } finally {
      flying.delete(key);
    }
  };
}
