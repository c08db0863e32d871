/** Writes of ours that lose against others, and are tried again. */

/** So often in all. */
const attempts = 5;

/** Runs work until it no longer loses, as its error or the cause of that says. Throws what it threw last. */
export async function again<T>(mayTryAgain: (error: unknown) => boolean, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      if (attempt === attempts || !(mayTryAgain(error) || mayTryAgain(cause))) throw error;
    }
  }
}
