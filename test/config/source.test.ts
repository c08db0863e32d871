// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the form of a variable
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { ConfigurationError, LightApi } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { dataOf } from '../../src/config/said.ts';
import { parseYaml } from '../../src/config/source.ts';
import { configOf, fileOf, mistakes, refused, shortened } from './configured.ts';

/** What a file says, and its mistakes. */
const files: readonly (readonly [name: string, yaml: string, mistakes: readonly string[]])[] = [
  ['duplicate key', 'endpoints: []\nendpoints: []\n', ['2:1: the key stands here twice. Keep one of them.']],
  ['tab', 'endpoints:\n\t- route: /x\n', ['2:1: Tabs are not allowed as indentation. Indent with spaces.']],
  ['unclosed', 'secret: "abc\nlist_limit: 3\n', ['3:1: Missing closing "quote. Close it.']],
  ['tag', 'secret: !!python/object:os.system x\n', ['1:9: tags mean nothing here. Remove the tag.']],
  ['anchor', 'defaults: *nope\n', ['1:11: there is no anchor "&nope" before this. Define it, or correct the name.']],
  ['merge', 'defaults: { <<: 5 }\n', ['1:13: "<<" merges what is no map. Give it an alias of a map: <<: *defaults.']],
  [
    'cycle',
    'defaults: &a { pagination: *a }\n',
    ['api.yaml: it is nested more than 64 levels deep. Write it flatter, with fewer aliases.'],
  ],
  [
    'documents',
    'list_limit: 3\n---\nlist_limit: 4\n',
    ['2:1: the file holds more than one document. Keep one document.'],
  ],
  [
    'flow variable',
    'database: { url: ${DATABASE_URL} }\n',
    ['1:19: Unexpected flow-map-start at node end. Inside { } or [ ], write a variable in quotes: "${VAR}".'],
  ],
  ['key list', '? [a, b]\n: 3\n', ['1:3: a key is no text. Use a plain word as the key.']],
  [
    'indent',
    'auth:\n  auth_path: /a\n login_validator: b\n',
    ['3:1: All mapping items must start at the same column. Align it with its siblings.'],
  ],
];

describe('mistakes of syntax', () => {
  it.each(files)('%s', async (_, yaml, told) => {
    expect(shortened(await mistakes(yaml, { strict: true }))).toEqual(told);
  });
});

const read = (yaml: string): unknown => dataOf(parseYaml(yaml, 'api.yaml'));

describe('YAML', () => {
  it('may repeat what an anchor names, and merge it into others', () => {
    const yaml = 'a: &a { x: 1, y: 2 }\nb: *a\nc: { <<: *a, y: 3 }\nd: { <<: [*a, { z: 4 }] }\n"<<": 5\n';
    expect(read(yaml)).toEqual({
      a: { x: 1, y: 2 },
      b: { x: 1, y: 2 },
      c: { x: 1, y: 3 },
      d: { x: 1, y: 2, z: 4 },
      '<<': 5,
    });
  });

  it('takes the anchor that was said last before an alias', () => {
    expect(read('a: &x 1\nb: *x\nc: &x 2\nd: *x\n')).toEqual({ a: 1, b: 1, c: 2, d: 2 });
  });

  it('keeps keys such as __proto__ as keys', () => {
    const data = read('__proto__: { polluted: true }\nconstructor: { prototype: { polluted: true } }\n');
    expect(Object.keys(data as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('is bounded in what aliases make of it', async () => {
    const levels = Array.from({ length: 20 }, (_, at) => {
      const below = at === 0 ? '"lol"' : `*a${at - 1}`;
      return `a${at}: &a${at} [${Array.from({ length: 9 }, () => below).join(', ')}]`;
    });
    const started = performance.now();
    expect(await mistakes(levels.join('\n'))).toEqual([
      'api.yaml: it holds more than 100000 values, with what aliases repeat. Write it flatter, with fewer aliases.',
    ]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('is bounded in how much of it is merged', async () => {
    const levels = Array.from({ length: 30 }, (_, at) => {
      return `a${at}: &a${at} { <<: [${at === 0 ? '{ x: 1 }' : `*a${at - 1}, *a${at - 1}`}] }`;
    });
    expect((await mistakes(levels.join('\n')))[0]).toContain('with what aliases repeat.');
  });

  it('is bounded in depth', async () => {
    for (const yaml of ['['.repeat(100_000), '- '.repeat(5_000), `a: ${'{a: '.repeat(100)}1${'}'.repeat(100)}`]) {
      expect((await mistakes(yaml))[0]).toMatch(/nested/);
    }
  });

  it('is read in time, however many keys it has', async () => {
    const keys = Array.from({ length: 20_000 }, (_, at) => `k${at}: 1`);
    expect(Object.keys(read(keys.join('\n')) as object)).toHaveLength(20_000);
  });

  it('is bounded in size, and UTF-8', async () => {
    const file = fileOf('');
    writeFileSync(file, Buffer.alloc(1_048_577, 32));
    expect(await refused(LightApi.fromConfig(file))).toEqual([
      'api.yaml: it has more than 1048576 bytes. Split the app.',
    ]);
    writeFileSync(file, Buffer.from([0x61, 0x3a, 0x20, 0xff]));
    expect(await refused(LightApi.fromConfig(file))).toEqual(['api.yaml: it is not UTF-8. Save it as UTF-8.']);
    writeFileSync(file, '\uFEFFlist_limit: 5\n');
    expect((await configOf('\uFEFFlist_limit: 5\n')).options.listLimit).toBe(5);
  });

  it('of any kind gives an app or a ConfigurationError', async () => {
    const word = fc.constantFrom(
      ...[
        'endpoints',
        'route: /a',
        'fields',
        'meta',
        'type: str',
        '- ',
        '  ',
        '\n',
        ': ',
        '{',
        '}',
        '[',
        ']',
        '&a ',
        '*a',
      ],
      ...[
        '<<: ',
        '"',
        "'",
        '#',
        '!!str ',
        '|',
        '>',
        '${X',
        '}',
        '?',
        '---',
        'defaults',
        'null',
        '1',
        'true',
        '\t',
        '%',
        '\0',
      ],
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(word, { maxLength: 40 }).map((words) => words.join('')),
    );
    const file = fileOf('');
    await fc.assert(
      fc.asyncProperty(text, async (yaml) => {
        writeFileSync(file, yaml);
        const error: unknown = await readConfig(file, { database: 'sqlite:///:memory:' }).catch(
          (caught: unknown) => caught,
        );
        return !(error instanceof Error) || error instanceof ConfigurationError;
      }),
      { numRuns: 100 },
    );
  });
});
