/** The grammar is whole: whatever a class or an app can say has a key, which editors and the documentation know. */
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { renderJsonSchema } from '../../scripts/config-schema.ts';
import { optionPaths } from '../../src/config/app-options.ts';
import { snake } from '../../src/config/camel.ts';
import { grammar } from '../../src/config/grammar.ts';
import type { MapShape } from '../../src/config/shape.ts';
import { metaKeys } from '../../src/endpoint/meta.ts';
import { checkField } from '../../src/field/check.ts';
import { Field, field } from '../../src/field/field.ts';
import type { ColumnType } from '../../src/model.ts';
import { firstCells, page } from '../house/markdown.ts';
import { pathOf, read } from '../house/repository.ts';
import { documented } from '../house/rules.ts';
import { configOf } from './configured.ts';

const keysOf = (name: string): readonly string[] => Object.keys((grammar.shapes[name] as MapShape).keys);
const members = (file: string, name: string): readonly string[] => {
  const [, body = ''] = new RegExp(`interface ${name}[^{]*\\{([\\s\\S]*?)\\n\\}`).exec(read(file)) ?? [];
  return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??:/gm)].map(([, option = '']) => option);
};

describe('every', () => {
  it('key of meta has one in YAML', () => {
    expect(metaKeys.map(snake).filter((key) => !keysOf('meta').includes(key))).toEqual([]);
  });

  it('option of fields has one in YAML', () => {
    const options = (Object.keys(field) as ColumnType[]).flatMap((type) => {
      const [problem] = checkField(new Field(type, { '?': true }), false);
      return problem?.remedy.replace('It knows ', '').match(/\w+/g) ?? [];
    });
    expect(options.length).toBeGreaterThan(20);
    expect(options.map(snake).filter((option) => !keysOf('field').includes(option))).toEqual([]);
  });

  it('option of an app has one in YAML, but for what only a program can give', () => {
    const said = new Set(optionPaths.flatMap(([, option]) => [option, option.split('.')[0]]));
    const options = members('src/options.ts', 'LightApiOptions');
    expect(options).toContain('database');
    expect(options.filter((option) => !said.has(option))).toEqual(['logger', 'clock']);
    const nested = members('src/database/options.ts', 'DatabaseOptions').map((option) => `databaseOptions.${option}`);
    expect(nested.filter((option) => !said.has(option))).toEqual([]);
  });

  it('option of serving, of tokens, of pages and of limits has one in YAML', () => {
    const missing = (options: readonly string[], name: string, before = ''): readonly string[] =>
      options.filter((option) => !keysOf(name).includes(before + snake(option)));
    expect(missing(members('src/options.ts', 'RunOptions'), 'server')).toEqual([]);
    expect(missing(members('src/operations/asked.ts', 'MetricsOptions'), 'metrics')).toEqual([]);
    expect(missing(members('src/cache/cache.ts', 'CacheLimits'), 'cache_limits')).toEqual([]);
    expect(missing(members('src/cache/cache.ts', 'Cache'), 'cache')).toEqual([]);
    expect(missing(members('src/openapi/option.ts', 'OpenApiOptions'), 'openapi')).toEqual([]);
    expect(missing(members('src/pagination/option.ts', 'Pagination'), 'pagination')).toEqual([]);
    expect(missing(members('src/middleware/rate-limit.ts', 'RateLimit'), 'rate_limit')).toEqual([]);
    expect(missing(members('src/filter/filtering.ts', 'Filtering'), 'filtering')).toEqual([]);
    const tokens = [...members('src/auth/jwt.ts', 'JWTOptions'), ...members('src/auth/jwt-keys.ts', 'JWTKeyOptions')];
    // The words of the original: jwt_expiration.
    expect(missing(tokens, 'authentication', 'jwt_')).toEqual(['expiresIn', 'clock']);
  });

  it('method that an endpoint can override has one in YAML', () => {
    const [, list = ''] = /const overridable = \[([\s\S]*?)\n\] as const/.exec(read('src/endpoint/overrides.ts')) ?? [];
    const methods = [...list.matchAll(/'(\w+)'/g)].map(([, name = '']) => snake(name));
    expect(methods.length).toBeGreaterThan(15);
    expect([...keysOf('overrides'), ...keysOf('hooks')].sort()).toEqual(methods.toSorted());
  });
});

describe('docs/config.md', () => {
  it('knows every key, and no other', () => {
    const keys = Object.entries(grammar.shapes).flatMap(([name, shape]) => {
      const keyed = shape.kind === 'either' ? shape.of.filter((each) => each.kind === 'map') : [shape];
      const before = name === grammar.root ? '' : `${name}.`;
      return keyed.flatMap((each) => (each.kind === 'map' ? Object.keys(each.keys).map((key) => before + key) : []));
    });
    documented(keys, firstCells([page('docs/config.md')], 'key'), 'docs/config.md');
  });

  it('knows every rule', () => {
    const rules = [...read('src/config/rules.ts').matchAll(/^ {2}(\w+): \{$/gm)].map(([, rule = '']) => rule);
    documented(rules, firstCells([page('docs/config.md')], 'rule'), 'docs/config.md');
  });
});

describe('the JSON Schema', () => {
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(renderJsonSchema(grammar));
  const mistakesIn = (yaml: string): readonly string[] => {
    validate(parse(yaml));
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
  const examples = readdirSync(pathOf('examples')).filter((file) => file.endsWith('.yaml'));
  const blocks = page('docs/config.md').blocks.filter(({ language }) => language === 'yaml');

  it.each(['test/config/readme.yaml', 'test/transcripts/yamlapp.yaml', ...examples.map((file) => `examples/${file}`)])(
    'accepts %s',
    (file) => {
      expect(mistakesIn(readFileSync(pathOf(file), 'utf8'))).toEqual([]);
    },
  );

  it('accepts what the documentation shows', () => {
    expect(blocks.length).toBeGreaterThan(3);
    for (const { code } of blocks) expect(mistakesIn(code), code).toEqual([]);
  });

  it('stands beside what is read: the documentation shows files that are right', async () => {
    vi.stubEnv('LIGHTAPI_JWT_SECRET', 'a-secret-of-thirty-two-bytes-or-more');
    const whole = blocks.filter(({ code }) => !code.includes('./') && !code.includes('myapp'));
    expect(whole.length).toBeGreaterThan(1);
    for (const { code } of whole) expect((await configOf(code, { strict: true })).warnings, code).toEqual([]);
    vi.unstubAllEnvs();
  });

  it.each([
    'list_limit: many',
    'list_limitt: 3',
    'endpoints: [{ route: /a, fields: { x: { type: strng } } }]',
    'endpoints: [{ route: /a, fields: { x: { type: str, min_lenght: 3 } } }]',
    'endpoints: [{ route: /a, meta: { methods: [get] } }]',
    'endpoints: [{ route: /a, meta: { rate_limit: { points: 5 } } }]',
  ])('refuses %s', (yaml) => {
    expect(mistakesIn(yaml)).not.toEqual([]);
  });
});
