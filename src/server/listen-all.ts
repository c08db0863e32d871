/** Several servers that begin together. */
import { type Address, type Listening, listen } from './node.ts';

/** Listens at several addresses: at all of them, or at none. Throws `ConfigurationError`. */
export async function listenAll(
  servers: readonly (Address & { readonly fetch: Parameters<typeof listen>[0] })[],
): Promise<readonly Listening[]> {
  const listening: Listening[] = [];
  try {
    for (const { fetch, ...address } of servers) listening.push(await listen(fetch, address));
    return listening;
  } catch (error) {
    await Promise.all(listening.map(({ stop }) => stop(0)));
    throw error;
  }
}
