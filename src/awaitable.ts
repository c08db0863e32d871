/** A value that is there already, or will be: SQLite answers at once, a server over the network later. */

export type Awaitable<T> = T | Promise<T>;

/** Goes on with a value as soon as it is there: at once where it is, so that a synchronous read costs no promise. */
export function whenReady<T, R>(value: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Calls back once work is done, with what it threw if it did: at once where the work is. */
export function whenDone<T>(
  work: () => Awaitable<T>,
  done: (failure?: { readonly thrown: unknown }) => void,
): Awaitable<T> {
  const failed = (thrown: unknown): never => {
    done({ thrown });
    throw thrown;
  };
  let value: Awaitable<T>;
  try {
    value = work();
  } catch (thrown) {
    return failed(thrown);
  }
  if (value instanceof Promise) {
    return value.then((ready) => {
      done();
      return ready;
    }, failed);
  }
  done();
  return value;
}
