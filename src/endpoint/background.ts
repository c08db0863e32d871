/** Work after the reply: begun when that has left, told to the log where it fails, waited for at shutdown. */
import type { ServerResponse } from 'node:http';
import type { Context } from 'hono';
import type { Logger } from '../middleware/errors.ts';
import { requestId } from '../middleware/request-id.ts';
import type { Later, Task } from './asking.ts';

/** So many tasks may wait or run; more is a mistake of the program, told by an error. */
const taskLimit = 10_000;

/** The tasks of an app. */
export class Background {
  readonly #logger: Logger;
  readonly #running = new Set<Promise<void>>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Collects the tasks of one request. They begin, in their order, when its reply has left; not where it failed. */
  collect(c: Context): { readonly later: Later; readonly begin: () => void } {
    const tasks: Task[] = [];
    let begun = false;
    return {
      later: (task, when) => {
        if (this.#running.size + tasks.length >= taskLimit)
          throw new Error(`${taskLimit} background tasks are waiting`);
        when(() => {
          // A task may leave something for later as well.
          if (begun) this.#start(c, [task]);
          else tasks.push(task);
        });
      },
      begin: () => {
        begun = true;
        if (tasks.length > 0) this.#start(c, tasks);
      },
    };
  }

  /** Waits for the tasks that there are, and those that they begin; those that take longer are told to the log. */
  async finish(milliseconds: number): Promise<void> {
    const deadline = performance.now() + milliseconds;
    while (this.#running.size > 0) {
      const left = deadline - performance.now();
      const inTime = await Promise.race([Promise.all(this.#running).then(() => true), after(left)]);
      if (inTime === true) continue;
      this.#logger.warn(`${this.#running.size} background tasks did not end in time, and are given up.`);
      return;
    }
  }

  #start(c: Context, tasks: readonly Task[]): void {
    const running = this.#run(c, tasks).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #run(c: Context, tasks: readonly Task[]): Promise<void> {
    await replyLeft(c);
    for (const task of tasks) {
      try {
        await task();
      } catch (error) {
        const { method, path } = c.req;
        this.#logger.error(error, `a background task of ${method} ${path} failed (request ${requestId(c)})`);
      }
    }
  }
}

const after = (milliseconds: number): Promise<false> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(milliseconds, 0), false).unref());

/** Resolves when the server has sent the reply; where there is no server of Node's, when it has been handed over. */
function replyLeft({ env }: Context): Promise<void> {
  const outgoing = (env as { outgoing?: ServerResponse } | undefined)?.outgoing;
  return new Promise((resolve) => {
    if (outgoing === undefined || outgoing.closed) setImmediate(resolve);
    else outgoing.once('close', () => resolve());
  });
}
