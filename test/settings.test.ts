import { existsSync } from 'node:fs';
import { field, LightApi, type LightApiOptions, RestEndpoint, type RunOptions } from 'lightapi';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readAddress, readSettings } from '../src/settings.ts';
import { mistakesOf, serve, temporaryFile } from './serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}

afterEach(() => vi.unstubAllEnvs());

describe('the database', () => {
  it('is named by LIGHTAPI_DATABASE_URL where no option names it', async () => {
    const file = temporaryFile();
    vi.stubEnv('LIGHTAPI_DATABASE_URL', `sqlite:///${file}`);
    const { post } = await serve({ '/books': BookEndpoint }, { database: undefined } as unknown as LightApiOptions);
    expect((await post('/books', { title: 'a' })).status).toBe(201);
    expect(existsSync(file)).toBe(true);
  });

  it('is the one that the option names, whatever the environment says', async () => {
    const file = temporaryFile();
    vi.stubEnv('LIGHTAPI_DATABASE_URL', `sqlite:///${file}`);
    await serve({ '/books': BookEndpoint });
    expect(existsSync(file)).toBe(false);
  });

  it.each([undefined, ''])('that nobody names (%j) is a mistake that says how to name it', async (database) => {
    vi.stubEnv('LIGHTAPI_DATABASE_URL', '');
    const { problems } = await mistakesOf({ '/books': BookEndpoint }, { database } as LightApiOptions);
    expect(problems).toEqual([
      {
        code: 'database_url',
        where: 'database',
        problem: 'no database is named.',
        remedy: "Pass new LightApi({ database: 'sqlite:///books.db' }), or set LIGHTAPI_DATABASE_URL.",
      },
    ]);
  });
});

describe('a limit', () => {
  it.each(['bodyLimit', 'listLimit'] as const)('%s is a whole number above 0', (name) => {
    for (const value of [0, -1, 1.5, Number.NaN, Infinity, '5']) {
      const make = (): LightApi => new LightApi({ [name]: value });
      expect(make).toThrow(
        expect.objectContaining({ problems: [expect.objectContaining({ code: 'bad_option', where: name })] }),
      );
      expect(make).toThrow(`it is ${value}.`);
    }
  });

  it('has a default', () => {
    expect(readSettings({})).toMatchObject({ bodyLimit: 1_048_576, listLimit: 1_000 });
  });
});

describe('the address', () => {
  it.each([
    [{}, {}, { host: '127.0.0.1', port: 8000 }],
    [{}, { LIGHTAPI_HOST: '0.0.0.0', LIGHTAPI_PORT: '81' }, { host: '0.0.0.0', port: 81 }],
    [
      { host: '::1', port: 0 },
      { LIGHTAPI_HOST: '0.0.0.0', LIGHTAPI_PORT: '81' },
      { host: '::1', port: 0 },
    ],
    [{ port: 5 }, { LIGHTAPI_PORT: 'nonsense' }, { host: '127.0.0.1', port: 5 }],
    [{}, { LIGHTAPI_HOST: '', LIGHTAPI_PORT: '' }, { host: '127.0.0.1', port: 8000 }],
  ] as [RunOptions, Record<string, string>, object][])('of %j and %j is %j', (options, environment, address) => {
    for (const name of ['LIGHTAPI_HOST', 'LIGHTAPI_PORT']) vi.stubEnv(name, environment[name]);
    expect(readAddress(options)).toEqual(address);
  });

  it.each([
    [{ port: 65_536 }, undefined, 'port'],
    [{ port: -1 }, undefined, 'port'],
    [{ port: 1.5 }, undefined, 'port'],
    [{ port: Number.NaN }, undefined, 'port'],
    [{}, '65536', 'LIGHTAPI_PORT'],
    [{}, '80a', 'LIGHTAPI_PORT'],
    [{}, '-1', 'LIGHTAPI_PORT'],
  ] as [RunOptions, string | undefined, string][])(
    'of %j and LIGHTAPI_PORT=%s is a mistake in %s',
    (options, port, where) => {
      vi.stubEnv('LIGHTAPI_PORT', port);
      expect(() => readAddress(options)).toThrow(
        expect.objectContaining({ problems: [expect.objectContaining({ code: 'bad_address', where })] }),
      );
    },
  );
});

describe('an option that makes no sense', () => {
  it('is told where the app knows none of that name', () => {
    expect(() => new LightApi({ databse: 'sqlite:///:memory:' } as never)).toThrow(
      /databse: LightApi knows no such option/,
    );
  });

  it('is told with all others', () => {
    const options = { clock: new Date(), logger: {}, secret: 7, loginValidator: 'me', bodyLimit: 0, x: 1 };
    const where = ['x', 'bodyLimit', 'logger', 'secret', 'loginValidator', 'clock'];
    expect(() => new LightApi(options as never)).toThrow(
      expect.objectContaining({ problems: where.map((name) => expect.objectContaining({ where: name })) }),
    );
  });

  it('is told where run() knows none of that name', async () => {
    const app = new LightApi({ database: 'sqlite:///:memory:' });
    await expect(app.run({ port: 0, hots: 'x', host: 5 } as never)).rejects.toThrow(
      /hots: run knows no.*\n.*host: it is/,
    );
  });

  it.each([Number.POSITIVE_INFINITY, 2 ** 31, -5, 1.5, 'x'])(
    'is told where drainTimeout is %s',
    async (drainTimeout) => {
      const app = new LightApi({ database: 'sqlite:///:memory:' });
      await expect(app.run({ port: 0, drainTimeout: drainTimeout as number })).rejects.toThrow(/drainTimeout/);
    },
  );
});

it('an empty secret is none: one is made', () => {
  vi.stubEnv('LIGHTAPI_SECRET', '');
  expect(readSettings({ secret: '' }).secret).toMatch(/^[0-9a-f]{64}$/);
});

describe('the login', () => {
  it('may have a path that ends with a slash, as in the original', () => {
    expect(readSettings({ authPath: '/session/' }).authPath).toBe('/session');
  });

  it.each([
    [{ points: 0, duration: 60 }, 'points is 0.'],
    [{ points: 3 }, 'duration is undefined.'],
    [{ points: 3, duration: 60, by: 'user' }, '"by" is no option.'],
    [7, 'it limits nothing.'],
  ])('limited by %j is a mistake', (loginRateLimit, problem) => {
    expect(() => readSettings({ loginRateLimit: loginRateLimit as never })).toThrow(problem);
  });
});
