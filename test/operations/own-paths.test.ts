import { field, LightApi, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { mistakesOf } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}

describe('a path of the app itself', () => {
  it.each([
    ['/readyz', {}, 'the app serves this path itself.'],
    ['/live', { healthPath: '/live' }, 'the app serves this path itself.'],
    ['/books', { readyPath: '/books/ready' }, 'the app itself serves /books/ready, where a row would be.'],
    ['/auth', {}, 'the app itself serves /auth/login, where a row would be.'],
  ] as const)('can be no endpoint: %s with %j', async (route, options, problem) => {
    const { problems } = await mistakesOf({ [route]: BookEndpoint }, options);
    expect(problems).toEqual([
      { code: 'bad_route', where: `route "${route}"`, problem, remedy: 'Choose another path for one of the two.' },
    ]);
  });

  it('that is turned off is free', async () => {
    const app = new LightApi({ database: 'sqlite:///:memory:', healthPath: false }).register({
      '/healthz': BookEndpoint,
    });
    expect((await app.request('/healthz')).status).toBe(200);
    await app.close();
  });

  it.each([
    [{ healthPath: '/x', readyPath: '/x' }, 'readyPath: it is /x, as healthPath is.'],
    [{ authPath: '/x/', readyPath: '/x/login' }, 'readyPath: it is /x/login, as authPath is.'],
    [{ healthPath: 'live' }, 'healthPath: it is "live".'],
    [{ readyPath: true }, 'readyPath: it is true.'],
    [{ readyPath: '/a/../b' }, 'readyPath: it is "/a/../b".'],
    [{ readyTimeout: 0 }, 'readyTimeout: it is 0.'],
  ])('is a mistake in %j', (options, problem) => {
    expect(() => new LightApi(options as never)).toThrow(problem);
  });
});
