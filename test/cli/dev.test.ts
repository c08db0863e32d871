import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openProject } from './command.ts';

const app = `
  import { field, LightApi, RestEndpoint } from 'lightapi';
  import { answer } from './answer.ts';
  class BookEndpoint extends RestEndpoint {
    title = field.string();
    override get() { return { answer }; }
  }
  export default new LightApi({ database: 'sqlite:///books.db' }).register({ '/books': BookEndpoint });`;

/** Asks without a pause, on connections that stay open and others, until it is told to end: what was answered, and lost. */
function ask(url: string) {
  const answers = new Set<unknown>();
  const lost: unknown[] = [];
  let isOver = false;
  const askOne = async (headers: Record<string, string>): Promise<void> => {
    while (!isOver) {
      try {
        const reply = await fetch(`${url}/books`, { headers });
        answers.add(((await reply.json()) as { answer: unknown }).answer);
      } catch (error) {
        lost.push(error);
      }
      await pause(2);
    }
  };
  const asking = [{}, {}, { connection: 'close' }, { connection: 'close' }].map(askOne);
  return {
    answers,
    lost,
    end: async () => {
      isOver = true;
      await Promise.all(asking);
    },
  };
}

describe('lightapi dev', { timeout: 30_000 }, () => {
  it('starts anew when a file changes, loses no request, and serves on where the change is broken', async () => {
    const project = openProject(app);
    project.write('answer.ts', 'export const answer = 1;');
    const { until, stop } = project.start('dev --port 0');
    const [url] = await until(/http:\/\/127\.0\.0\.1:\d+/);
    await until(/Ready in/);
    const { answers, lost, end } = ask(url);
    project.write('answer.ts', 'export const answer = 2;');
    await until(/answer\.ts changed[\s\S]*Ready in/);
    project.write('answer.ts', 'export const answer = ;');
    await until(/Not started: the old one serves on/);
    expect(await (await fetch(`${url}/books`)).json()).toEqual({ answer: 2 });
    project.write('answer.ts', 'export const answer = 3;');
    await until(/answer\.ts changed[\s\S]*Ready in/);
    await pause(100);
    await end();
    expect([...answers, lost]).toEqual([1, 2, 3, []]);
    expect(await stop('SIGINT')).toBe(0);
  });

  it('waits for a change where the first start fails, of a file that is missing, too', async () => {
    const project = openProject(app);
    const { until, stop } = project.start('dev --port 0');
    await until(/Not started: waiting for a change/);
    project.write('answer.ts', 'export const answer = 1;');
    await until(/Ready in/);
    expect(await stop()).toBe(0);
  });
});
