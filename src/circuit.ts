/** Asks what may be gone or silent: with bounded patience, and after a failure one at a time. */

/** How long an answer may take, and how long nobody asks after there was none, in milliseconds. */
const patience = 250;
const pause = 1_000;

interface CircuitOptions {
  /** Hears of the first failure after a success. */
  readonly lost: (error: unknown) => void;
  /** Whether what was thrown is an answer all the same. Default: it is none. */
  readonly isAnswer?: (thrown: unknown) => boolean;
}

interface Circuit {
  /** Throws what the question throws, and at once while nobody asks. */
  readonly ask: <T>(question: () => Promise<T>) => Promise<T>;
  /** It is known to be there again: the next question is asked at once. */
  readonly reset: () => void;
}

/** The answer, if it comes in time. Throws where it does not. */
export function inTime<T>(answer: Promise<T>, limit = patience): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const started = performance.now();
  const end = (): void => reject(new Error(`no answer within ${limit} ms`));
  const timer = setTimeout(() => {
    // After a turn that took long, timers run before what has arrived is read: it has one more turn.
    if (performance.now() - started < limit + 20) end();
    else setImmediate(end);
  }, limit);
  return Promise.race([answer, promise]).finally(() => clearTimeout(timer));
}

/**
 * After the pause one request asks again and the others are refused, so that no more of them wait, and no more is queued
 * in the client of what is silent.
 */
export function createCircuit({ lost, isAnswer = () => false }: CircuitOptions): Circuit {
  /** 0: it is there. */
  let pausedUntil = 0;
  const reset = (): void => {
    pausedUntil = 0;
  };
  return {
    reset,
    ask: async (question) => {
      if (Date.now() < pausedUntil) throw new Error('it is asked again in a moment');
      if (pausedUntil > 0) pausedUntil = Date.now() + pause;
      try {
        const answer = await inTime(question());
        reset();
        return answer;
      } catch (thrown) {
        if (isAnswer(thrown)) {
          reset();
          throw thrown;
        }
        if (pausedUntil === 0) lost(thrown);
        pausedUntil = Date.now() + pause;
        throw thrown;
      }
    },
  };
}
