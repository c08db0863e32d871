import { expect, it, onTestFinished } from 'vitest';
import { listenAll } from '../../src/server/listen-all.ts';

const at = (text: string, port = 0) => ({ fetch: () => new Response(text), host: '127.0.0.1', port });

it('several servers listen, each with its own answer', async () => {
  const servers = await listenAll([at('a'), at('b')]);
  onTestFinished(async () => void (await Promise.all(servers.map(({ stop }) => stop(0)))));
  const texts = servers.map(async ({ url }) => (await fetch(url)).text());
  expect(await Promise.all(texts)).toEqual(['a', 'b']);
});

it('none of several servers listens where one of them cannot', async () => {
  const [taken] = await listenAll([at('taken')]);
  onTestFinished(() => taken?.stop(0));
  const port = Number(new URL(taken?.url ?? '').port);
  const [free] = await listenAll([at('free')]);
  const freePort = Number(new URL(free?.url ?? '').port);
  await free?.stop(0);
  await expect(listenAll([at('a', freePort), at('b', port)])).rejects.toThrow('another program listens there');
  await expect(fetch(`http://127.0.0.1:${freePort}`)).rejects.toThrow();
});
