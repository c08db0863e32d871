import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLogger, parseLogLevel } from '../../src/operations/logger.ts';
import { readSettings } from '../../src/settings.ts';
import { pathOf } from '../house/repository.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('the logger of an app that is given none', () => {
  it('writes words to the console, without secrets', () => {
    const [info, error] = [vi.spyOn(console, 'info'), vi.spyOn(console, 'error')].map((spy) =>
      spy.mockImplementation(() => undefined),
    );
    const logger = createLogger({ level: 'info', format: 'text' });
    logger.info('at postgres://me:hush@db');
    logger.error(Object.assign(new Error('refused'), { password: 'hush' }), 'GET /books failed');
    expect(info?.mock.calls).toEqual([['at postgres://me:[redacted]@db']]);
    expect(String(error?.mock.calls[0])).toMatch(
      /Error: refused.*at .*logger\.test.*\[redacted\].*GET \/books failed/s,
    );
    expect(String(error?.mock.calls[0])).not.toContain('hush');
  });

  it.each([
    ['debug', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
    ['fatal', []],
    ['silent', []],
  ] as const)('writes at the level %s', (level, written) => {
    const spies = (['info', 'warn', 'error'] as const).map(
      (name) => [name, vi.spyOn(console, name).mockImplementation(() => undefined)] as const,
    );
    const logger = createLogger({ level, format: 'text' });
    logger.info('a');
    logger.warn('b');
    logger.error(new Error('c'), 'd');
    expect(spies.filter(([, spy]) => spy.mock.calls.length > 0).map(([name]) => name)).toEqual(written);
  });

  it('writes JSON, a line each, without secrets wherever they stand', () => {
    const program = `
      import { createLogger } from ${JSON.stringify(pathOf('src/operations/logger.ts'))};
      const logger = createLogger({ level: 'info', format: 'json' });
      logger.info('at postgres://me:hush@db');
      logger.info({ password: 7777, user: { token: ['hush'], name: 'me' } }, 'event');
      logger.error(Object.assign(new Error('refused "password":"hush"'), { apiKey: 'hush' }), 'failed\\nat once');
      logger.debug('nothing');
    `;
    const args = ['--conditions=lightapi-source', '--input-type=module', '--eval', program];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).not.toMatch(/hush|7777/);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { level: 'info', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), msg: 'at postgres://me:[redacted]@db' },
      { level: 'info', msg: 'event', password: '[redacted]', user: { token: '[redacted]', name: 'me' } },
      { level: 'error', msg: 'failed\nat once', err: { type: 'Error', stack: expect.stringContaining('refused') } },
    ]);
  });
});

describe('the environment', () => {
  it('says level and format, in the words of Python too', () => {
    vi.stubEnv('LIGHTAPI_LOG_LEVEL', 'WARNING').stubEnv('LIGHTAPI_LOG_FORMAT', 'json');
    expect(readSettings({})).toMatchObject({ logLevel: 'warn', logFormat: 'json' });
    expect(parseLogLevel('critical')).toBe('fatal');
  });

  it('is checked as options are', () => {
    vi.stubEnv('LIGHTAPI_LOG_LEVEL', 'loud')
      .stubEnv('LIGHTAPI_ACCESS_LOG', 'perhaps')
      .stubEnv('LIGHTAPI_SLOW_QUERY', '1s');
    expect(() => readSettings({ logFormat: 'xml' as never })).toThrow(
      /LIGHTAPI_ACCESS_LOG: it is "perhaps".*\n.*LIGHTAPI_LOG_LEVEL: it is loud.*\n.*logFormat: it is xml.*\n.*LIGHTAPI_SLOW_QUERY: it is "1s"/,
    );
  });
});
