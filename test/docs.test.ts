/** The documentation is true: its code runs, its links lead somewhere, its tables name what there is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { withDefaults } from '../src/database/options.ts';
import { metaKeys } from '../src/endpoint/meta.ts';
import { checkField } from '../src/field/check.ts';
import { Field, field } from '../src/field/field.ts';
import type { ColumnType } from '../src/model.ts';
import { readMetrics } from '../src/operations/asked.ts';
import { readRun, readSettings } from '../src/settings.ts';
import { docs, firstCells, type Page, page, pages, rowsOf, spansIn } from './house/markdown.ts';
import { exists, filesIn, pathOf, read } from './house/repository.ts';
import { documented, none } from './house/rules.ts';
import { serve } from './house/server.ts';
import {
  checkTypes,
  nodeFlags,
  openWorkshop,
  plainEnv,
  runAll,
  type Snippet,
  snippets,
  type Workshop,
} from './house/snippets.ts';
import { sources } from './house/source.ts';

/** What a server of a page or an example must do: answer, on every list that it prints, and stop when it is told to. */
async function servesAndStops(file: string, { cwd, flags }: { cwd: string; flags: readonly string[] }): Promise<void> {
  const { url, collections, stop } = await serve({
    node: process.execPath,
    args: [...flags, file],
    cwd,
    env: { ...plainEnv, LIGHTAPI_PORT: '0' },
  });
  try {
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(collections, 'the routes that it prints').not.toEqual([]);
    for (const route of collections) {
      expect((await fetch(url + route)).status, `GET ${route}`).toBeLessThan(500);
    }
  } finally {
    expect(await stop(), 'the exit code after SIGTERM').toBe(0);
  }
}

describe('the code in pages and doc comments', () => {
  const [serving, ending] = [true, false].map((serves) => snippets.filter((snippet) => snippet.serves === serves));
  const name = ({ place, ...rest }: Snippet): [string, Snippet] => [place, { place, ...rest }];
  let workshop: Workshop;
  let errors: ReadonlyMap<string, string | undefined> = new Map();

  beforeAll(async () => {
    workshop = openWorkshop();
    errors = await runAll((ending ?? []).map(workshop.fileOf));
  }, 120_000);
  afterAll(() => workshop.remove());

  test.each((ending ?? []).map(name))('%s runs', (_, snippet) => {
    const file = workshop.fileOf(snippet);
    expect(errors.has(file)).toBe(true);
    expect(errors.get(file)).toBeUndefined();
  });

  test.each((serving ?? []).map(name))('%s serves', { timeout: 60_000 }, async (_, snippet) => {
    const file = workshop.fileOf(snippet);
    await servesAndStops(file, { cwd: dirname(file), flags: nodeFlags });
  });

  test('has the types that it says', { timeout: 60_000 }, () => {
    expect(checkTypes(workshop)).toBe('');
  });
});

describe('examples', () => {
  const examples = filesIn('examples').filter((path) => path.endsWith('.ts'));

  test.each(examples)('%s serves', { timeout: 60_000 }, async (path) => {
    const cwd = mkdtempSync(join(tmpdir(), 'lightapi-example-'));
    try {
      await servesAndStops(pathOf(path), { cwd, flags: ['--conditions=lightapi-source'] });
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });

  test('the first one is the class that the README opens with', () => {
    const [first] = page('README.md').blocks.filter(({ language }) => language === 'ts');
    expect(first?.code).toBe(read('examples/01-quickstart.ts'));
  });
});

describe('tables', () => {
  /** What a field of this type says that it knows, when it is given an option that nobody knows. */
  const optionsOf = (type: ColumnType): readonly string[] => {
    const [problem] = checkField(new Field(type, { '?': true }), false);
    return problem?.remedy.replace('It knows ', '').match(/\w+/g) ?? [];
  };
  const members = (name: string, file = 'src/options.ts'): readonly string[] => {
    const [, body = ''] = new RegExp(`interface ${name} \\{([\\s\\S]*?)\\n\\}`).exec(read(file)) ?? [];
    return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??:/gm)].map(([, option = '']) => option);
  };
  const configuration = page('docs/configuration.md');
  const types = Object.keys(field) as ColumnType[];
  const withoutRemarks = (cell: string): string => cell.replace(/\([^)]*\)/g, '');

  test('of docs/field.md know every type', () => {
    const builders = firstCells([page('docs/field.md')], 'builder');
    const known = types.map((type) => `field.${type}`);
    documented(
      known,
      builders.map((builder) => builder.replace(/\(.*/, '')),
      'the builders of docs/field.md',
    );
  });

  test('of docs/field.md know every option, and which types take it', () => {
    const general = firstCells([page('docs/field.md')], 'option');
    const special = rowsOf([page('docs/field.md')], 'types').flatMap(([of = '', options = '']) =>
      of.split(', ').flatMap((type) => spansIn(withoutRemarks(options)).map((option) => `${option} of ${type}`)),
    );
    const known = types.flatMap((type) =>
      optionsOf(type).map((option) => (general.includes(option) ? option : `${option} of ${type}`)),
    );
    documented(known, [...general, ...special], 'the options of docs/field.md');
  });

  test('of docs/endpoint.md know every key of meta', () => {
    documented(metaKeys, firstCells([page('docs/endpoint.md')], 'key'), 'the keys of docs/endpoint.md');
  });

  test('of docs/configuration.md know every option of an app, once', () => {
    const nested = [
      ...members('DatabaseOptions', 'src/database/options.ts').map((name) => `databaseOptions.${name}`),
      ...members('MetricsOptions', 'src/operations/asked.ts').map((name) => `metrics.${name}`),
      ...members('TelemetryOptions', 'src/operations/asked.ts').map((name) => `telemetry.${name}`),
    ];
    const listed = firstCells([configuration], 'option');
    documented([...members('LightApiOptions'), ...members('RunOptions'), ...nested], listed, configuration.path);
    expect(listed).toEqual([...new Set(listed)]);
    const elsewhere = docs.filter(({ path }) => path !== configuration.path && path !== 'docs/field.md');
    none(firstCells(elsewhere, 'option').filter((option) => listed.includes(option)));
  });

  test('of docs/configuration.md know the defaults', () => {
    vi.stubEnv('LIGHTAPI_PORT', '').stubEnv('LIGHTAPI_HOST', '');
    const databaseOptions = Object.entries(withDefaults({})).map(([name, value]) => [`databaseOptions.${name}`, value]);
    const stand: Record<string, unknown> = {
      ...readSettings({}),
      ...readRun({}),
      ...Object.fromEntries(databaseOptions),
      'metrics.path': readMetrics(true)?.path,
    };
    const literal = /^`([^`]+)`$/;
    const rows = rowsOf([configuration], 'option').map(([option = '', said = '']) => ({
      option: spansIn(option)[0] ?? '',
      said: said === 'none' ? 'none' : literal.exec(said)?.[1],
    }));
    const checked = rows.filter(({ said }) => said !== undefined && !said.startsWith('LIGHTAPI_'));
    expect(checked.length).toBeGreaterThan(10);
    const standing = (value: unknown): unknown =>
      isDeepStrictEqual(value, []) || isDeepStrictEqual(value, {}) ? undefined : value;
    for (const { option, said } of checked) {
      const value: unknown = said === 'none' ? undefined : runInNewContext(`(${said})`);
      expect({ [option]: standing(stand[option]) }).toEqual({ [option]: value });
    }
  });

  test('of docs/database.md know every option of a session', () => {
    documented(
      members('SessionSettings', 'src/database/session.ts'),
      firstCells([page('docs/database.md')], 'option'),
      'docs/database.md',
    );
  });

  test('of docs/config.md know every option of fromConfig', () => {
    documented(
      members('ConfigOptions extends LightApiOptions', 'src/config/config.ts'),
      firstCells([page('docs/config.md')], 'option'),
      'docs/config.md',
    );
  });

  test('of docs/openapi.md know every part of the option', () => {
    const parts = firstCells([page('docs/openapi.md')], 'part of `openapi`');
    documented(members('OpenApiOptions', 'src/openapi/option.ts'), parts, 'the parts of openapi in docs/openapi.md');
  });

  test('know every environment variable', () => {
    const variables = sources.flatMap(({ text }) => text.match(/\bLIGHTAPI_[A-Z_]+/g) ?? []);
    documented([...new Set(variables)], firstCells([configuration], 'variable'), configuration.path);
    const named = pages.flatMap(({ path, text }) =>
      // What tests read is told to contributors alone.
      (text.match(/\bLIGHTAPI_(?!TEST_)[A-Z_]+/g) ?? []).map((variable) => ({ path, variable })),
    );
    none(
      named.filter(({ variable }) => !variables.includes(variable)).map(({ path, variable }) => `${path}: ${variable}`),
    );
  });
});

describe('links', () => {
  /** The page and heading that a link leads to. */
  const follow = ({ path }: Page, link: string): { file: string; anchor: string } => {
    const [to = '', anchor = ''] = link.split('#');
    return { file: to === '' ? path : posix.join(posix.dirname(path), to), anchor };
  };
  const leadsNowhere = (from: Page, link: string): boolean => {
    const { file, anchor } = follow(from, link);
    if (!exists(file)) return true;
    return anchor !== '' && file.endsWith('.md') && !page(file).anchors.has(anchor);
  };

  test('inside the repository lead to a file, and to a heading in it', () => {
    const relative = pages.flatMap((from) =>
      from.links.filter((link) => !/^[a-z]+:/.test(link)).map((link) => ({ from, link })),
    );
    none(
      relative.filter(({ from, link }) => leadsNowhere(from, link)).map(({ from, link }) => `${from.path}: ${link}`),
    );
  });
});
