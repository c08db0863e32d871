import { describe, expect, it } from 'vitest';
import { openProject, type Started } from './command.ts';

/** An app that says which process answers, with what else its module does. */
const app = (more = '', database = 'sqlite:///books.db'): string => `
  import { existsSync } from 'node:fs';
  import { field, LightApi, RestEndpoint } from 'lightapi';
  class BookEndpoint extends RestEndpoint {
    title = field.string();
    async get(c) {
      if (c.req.param('id') === '0') return { pid: process.pid, secret: process.env.LIGHTAPI_SECRET };
      if (c.req.param('id') === '7') await new Promise((resolve) => setTimeout(resolve, 300));
      return super.get(c);
    }
  }
  ${more}
  export default new LightApi({ database: '${database}' }).register({ '/books': BookEndpoint });`;

async function urlOf({ until }: Started): Promise<string> {
  const [url] = await until(/http:\/\/127\.0\.0\.1:\d+/);
  await until(/workers serve\./);
  return url;
}

/** Which processes answer; each request on a connection of its own. */
async function askedOf(
  url: string,
): Promise<{ readonly pids: ReadonlySet<number>; readonly secrets: ReadonlySet<string> }> {
  const replies = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const reply = await fetch(`${url}/books/0`, { headers: { connection: 'close' } });
      return (await reply.json()) as { pid: number; secret: string };
    }),
  );
  return { pids: new Set(replies.map(({ pid }) => pid)), secrets: new Set(replies.map(({ secret }) => secret)) };
}

describe('lightapi serve --workers', { timeout: 30_000 }, () => {
  it('serves from several processes on one port, starts another for one that dies, and drains all', async () => {
    const started = openProject(app()).start('serve --port 0 --workers 2');
    const url = await urlOf(started);
    const { pids, secrets } = await askedOf(url);
    expect(pids.size).toBe(2);
    // Cursors that one process signs are read by the other.
    expect([...secrets]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    const [killed = 0] = pids;
    process.kill(killed, 'SIGKILL');
    await started.until(/ended with SIGKILL: another is started[\s\S]*workers serve/);
    const after = await askedOf(url);
    expect([after.pids.size, after.pids.has(killed)]).toEqual([2, false]);
    const slow = fetch(`${url}/books/7`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await started.stop()).toBe(0);
    expect((await slow).status).toBe(404);
    for (const pid of after.pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('ends as its first worker does, where that can not serve', async () => {
    const { code, err } = await openProject(app('', 'sqlite:///:memory:')).run('serve --port 0 --workers 2');
    expect({ code, err }).toEqual({
      code: 3,
      err: expect.stringContaining('each worker would have a database of its own'),
    });
  });

  it('gives up where they die again and again', async () => {
    const project = openProject(app("if (existsSync('broken')) process.exit(9);"));
    const started = project.start('serve --port 0 --workers 2');
    const { pids } = await askedOf(await urlOf(started));
    project.write('broken', '');
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await started.until(/given up/);
    expect(await started.ended).toBe(4);
  });
});
