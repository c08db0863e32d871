// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the form of a variable
import { afterEach, describe, expect, it, vi } from 'vitest';
import { configOf, mistakes } from './configured.ts';

afterEach(() => void vi.unstubAllEnvs());

const secretOf = async (said: string): Promise<unknown> =>
  (await configOf(`secret: ${JSON.stringify(said)}`)).options.secret;

describe('a variable', () => {
  it.each([
    ['${NAME}', 'ann'],
    ['${NAME}-and-${OTHER}', 'ann-and-bob'],
    ['${NOPE:-nobody}', 'nobody'],
    ['${EMPTY:-nobody}', 'nobody'],
    ['${NAME:-nobody}', 'ann'],
    ['a${NOPE:-}b', 'ab'],
    ['${NOPE:-a:-b}', 'a:-b'],
    ['$${NAME}', '${NAME}'],
    ['$$${NAME}', '$${NAME}'],
    ['$NAME ${NAME}', '$NAME ann'],
    ['100$', '100$'],
  ])('in %s makes %s of it', async (said, text) => {
    vi.stubEnv('NAME', 'ann');
    vi.stubEnv('OTHER', 'bob');
    vi.stubEnv('EMPTY', '');
    vi.stubEnv('NOPE', undefined);
    expect(await secretOf(said)).toBe(text);
  });

  it('is not looked for in the value of another', async () => {
    vi.stubEnv('NAME', '${OTHER}');
    expect(await secretOf('${NAME}')).toBe('${OTHER}');
  });

  it('may be a number, a flag or one of several words, wherever one is', async () => {
    vi.stubEnv('SIZE', '7');
    vi.stubEnv('TYPE', 'int');
    const yaml = `
list_limit: \${SIZE}
create_tables: \${CREATE:-never}
endpoints:
  - route: /\${NAME:-books}
    fields: { x: { type: "\${TYPE}", ge: "\${SIZE}", optional: "\${OPTIONAL:-yes}" } }
    meta: { pagination: { page_size: "\${SIZE}" } }
`;
    const { options, routes } = await configOf(yaml);
    expect(options).toMatchObject({ listLimit: 7, createTables: 'never' });
    expect(routes['/books']?.meta.pagination).toEqual({ pageSize: 7 });
    const endpoint = routes['/books'] as unknown as new () => { x: object };
    expect(new endpoint().x).toMatchObject({ type: 'integer', options: { ge: 7, optional: true } });
  });

  it.each(['${}', '${1A}', '${A', '${A:b}', '${A-b}', '${ A }'])('is none in %s', async (said) => {
    vi.stubEnv('A', 'a');
    expect((await mistakes(`secret: ${JSON.stringify(said)}`))[0]).toBe(
      'api.yaml:1:9 secret: "${" begins no variable. Write ${VAR} or ${VAR:-default}; $${ is the text itself.',
    );
  });

  it('that is not set, or empty, is told with its name, all of them', async () => {
    vi.stubEnv('EMPTY', '');
    vi.stubEnv('NOPE', undefined);
    expect(await mistakes('secret: ${EMPTY}${NOPE}')).toEqual([
      'api.yaml:1:9 secret: the environment variable EMPTY is empty. Set it, or give a default: ${EMPTY:-…}.',
      'api.yaml:1:9 secret: the environment variable NOPE is not set. Set it, or give a default: ${NOPE:-…}.',
    ]);
  });
});
