/** A value that is there already, or will be: SQLite answers at once, a server over the network later. */

export type Awaitable<T> = T | Promise<T>;

/** Goes on with a value as soon as it is there: at once where it is, so that a synchronous read costs no promise. */
export function whenReady<T, R>(value: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
