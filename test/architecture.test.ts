/** The rules of the house that are tests: layers, cycles, sizes, names, captions, the mirror, the map. */
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { outOfBounds } from '../src/schema/problems.ts';
import { folders, importCycles, internalImports, layerOf, part, topFolders } from './house/layers.ts';
import { docs, firstCells, page, pages } from './house/markdown.ts';
import { files, filesIn, read, root, scripts } from './house/repository.ts';
import { documented, none } from './house/rules.ts';
import { bareCode, captionOf, sources, withoutComments } from './house/source.ts';

/** The packages that only some folders may know. */
const confined: readonly { readonly packages: RegExp; readonly to: readonly string[] }[] = [
  { packages: /^(?:better-sqlite3|pg|mysql2|@mikro-orm\/.+)(?:\/|$)/, to: ['database'] },
  { packages: /^(?:redis|@redis\/.+)(?:\/|$)/, to: ['redis'] },
  { packages: /^kysely(?:\/|$)/, to: ['database', 'field'] },
];

const publicEntries = [
  'src/index.ts',
  'src/client/client.ts',
  'src/server/node-handler.ts',
  'src/testing/testing.ts',
  'src/cli/main.ts',
];

/** Words that say nothing of what a file holds. */
const emptyWords = /(?:^|[-.])(?:utils?|helpers?|common|core|base|managers?|services?|impl|v\d+)(?:[-.]|$)/;

/** Tests of the whole rather than of one file of src/. */
const unmirrored = ['architecture', 'docs', 'transcripts', 'types', 'conformance', 'containers', 'house', 'browser'];

/** Folders that need no page of their own where another says this of them. */
const sharingPages: Readonly<Record<string, string>> = {
  cli: 'npx lightapi',
  client: 'lightapi/client',
  testing: 'lightapi/testing',
};

/** Pages that no folder or file of src/ is named after. */
const freePages = ['compatibility', 'configuration', 'deployment', 'migrations', 'mounting', 'runtimes', 'scaling'];

describe('imports', () => {
  test('every part has a layer', () => {
    none(
      sources.filter(({ path }) => layerOf(path) < 0).map(({ path }) => `${path}: give ${part(path)} a layer here.`),
    );
  });

  test('go to the own folder or to a lower layer', () => {
    const upward = internalImports.filter(
      ({ path, target }) => part(path) !== part(target) && layerOf(target) >= layerOf(path),
    );
    none(
      upward.map(({ path, target }) => `${path} imports ${target}, which is not below it: move what both need down.`),
    );
  });

  test('lead to a file', () => {
    const known = new Set(sources.map(({ path }) => path));
    none(
      internalImports
        .filter(({ target }) => !known.has(target))
        .map(({ path, target }) => `${path} imports ${target}.`),
    );
  });

  test('form no cycle, types included', () => {
    none(importCycles());
  });

  test('of a dialect stay inside src/database', () => {
    const outside = internalImports.filter(
      ({ path, target }) => target.startsWith('src/database/dialects/') && part(path) !== 'database',
    );
    none(outside.map(({ path, target }) => `${path} imports ${target}: go through src/database/database.ts.`));
  });

  test('of drivers and query builders stay in their folders', () => {
    const packages = sources.flatMap(({ path, imports }) => imports.map(({ specifier }) => ({ path, specifier })));
    const astray = confined.flatMap(({ packages: some, to }) =>
      packages.filter(({ path, specifier }) => some.test(specifier) && !to.includes(part(path))),
    );
    none(astray.map(({ path, specifier }) => `${path} imports ${specifier}: only the folders listed here may.`));
  });

  test('of packages are declared dependencies', () => {
    const { dependencies = {}, peerDependencies = {} } = JSON.parse(read('package.json'));
    const declared = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
    const packageOf = (specifier: string): string => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
    const undeclared = sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier, target }) => target === undefined && !specifier.startsWith('node:'))
        .filter(({ specifier }) => !declared.has(packageOf(specifier)))
        .map(({ specifier }) => `${path} imports ${specifier}: add it to the dependencies in package.json.`),
    );
    none(undeclared);
  });

  test('of the client are types alone, but for its own files', () => {
    const values = sources
      .filter(({ path }) => part(path) === 'client')
      .flatMap(({ path, imports }) => imports.filter(({ typeOnly }) => !typeOnly).map((each) => ({ path, ...each })))
      .filter(({ target }) => target === undefined || part(target) !== 'client');
    none(values.map(({ path, specifier }) => `${path} imports ${specifier}: write "import type".`));
  });

  test('use every export, but for those of the public entries', () => {
    const used = new Set(internalImports.flatMap(({ target, names }) => names.map((name) => `${target} ${name}`)));
    const unused = sources
      .filter(({ path }) => !publicEntries.includes(path) && !used.has(`${path} *`))
      .flatMap(({ path, exports }) =>
        exports.filter((name) => !used.has(`${path} ${name}`)).map((name) => ({ path, name })),
      );
    none(unused.map(({ path, name }) => `${path} exports ${name}, which nobody imports: drop "export", or all of it.`));
  });
});

describe('files', () => {
  test('have at most 250 lines', () => {
    const long = scripts.map((path) => ({ path, lines: read(path).trimEnd().split('\n').length }));
    none(long.filter(({ lines }) => lines > 250).map(({ path, lines }) => `${path} has ${lines} lines: split it.`));
  });

  test('have functions of at most 40 lines: Biome holds that', () => {
    const { rules } = JSON.parse(read('biome.json')).linter;
    expect(rules.complexity.noExcessiveLinesPerFunction).toMatchObject({ level: 'error', options: { maxLines: 40 } });
  });

  test('have names that say what they hold', () => {
    const empty = scripts.filter((path) => path.split('/').some((word) => emptyWords.test(word)));
    const indexes = filesIn('src').filter((path) => basename(path) === 'index.ts' && path !== 'src/index.ts');
    none([...empty, ...indexes].map((path) => `${path}: name it after the one thing that it holds.`));
  });

  test('export by name', () => {
    const house = scripts.filter((path) => /^(?:src|test|bench|scripts)\//.test(path));
    const byDefault = /^export\s+default\b|^export\s*\{[^}]*\bdefault\b/m;
    none(
      house.filter((path) => byDefault.test(withoutComments(read(path)))).map((path) => `${path} exports by default.`),
    );
  });

  test('of src open with one sentence', () => {
    const isSentence = (caption = ''): boolean => /^[A-Z`].*\.$/.test(caption) && !/[.!?] [A-Z]/.test(caption);
    none(
      sources
        .filter((file) => !isSentence(captionOf(file)))
        .map(({ path }) => `${path}: begin with /** One sentence. */.`),
    );
  });

  test('are finished, and cast nothing away', () => {
    const unfinished = /\b(?:TO|FIX)(?:DO|ME)\b/;
    const rules = [
      { broken: (text: string) => unfinished.test(text), remedy: 'do it now, or leave it out' },
      { broken: (text: string) => /\bas\s+any\b/.test(bareCode(text)), remedy: 'as any hides mistakes: parse instead' },
      { broken: (text: string) => /[\w)\]]!(?!=)/.test(bareCode(text)), remedy: '! hides a missing value: check it' },
    ];
    none(
      rules.flatMap(({ broken, remedy }) =>
        scripts.filter((path) => broken(read(path))).map((path) => `${path}: ${remedy}.`),
      ),
    );
  });

  test('name no machine and no registry', () => {
    const place =
      /(?<![\w.~/-])\/(?:home|root|Users|work)\/\w|\/\/[\w.-]*(?:registry|npmjs|npmmirror|verdaccio)[\w.-]*\.?[\w:]*\/|"resolved":\s*"http/;
    none(files.filter((path) => place.test(read(path))).map((path) => `${path} names a place of one machine.`));
  });
});

describe('tests', () => {
  test('mirror src', () => {
    const tests = filesIn('test').filter((path) => /\.test(?:-d)?\.ts$/.test(path));
    const mirrored = tests.filter((path) => !unmirrored.includes(part(path.replace(/\.test(?:-d)?\.ts$/, '.ts'))));
    const source = (path: string): string => path.replace(/^test/, 'src').replace(/\.test(?:-d)?\.ts$/, '.ts');
    none(mirrored.filter((path) => !files.includes(source(path))).map((path) => `${path} tests no ${source(path)}.`));
  });

  test('there are for every folder of src', () => {
    const tested = (folder: string): boolean =>
      filesIn(`test/${folder}`).some((path) => /\.test(?:-d)?\.ts$/.test(path));
    none(
      topFolders.filter((folder) => !tested(folder)).map((folder) => `src/${folder} has no test in test/${folder}.`),
    );
  });
});

describe('pages', () => {
  test('name paths that exist', () => {
    const isPath = (text: string): boolean => /^(?:src|test|bench|docs|examples|scripts)\/[\w./{},*-]*$/.test(text);
    const dead = pages.flatMap(({ path, spans }) =>
      [...spans]
        .filter((text) => isPath(text) && globSync(text, { cwd: root }).length === 0)
        .map((text) => ({ path, text })),
    );
    none(dead.map(({ path, text }) => `${path} names ${text}, which does not exist.`));
  });

  test('map every folder of src, in at most 120 lines', () => {
    const { text, path } = page('ARCHITECTURE.md');
    expect(text.trimEnd().split('\n').length, `${path} has at most 120 lines`).toBeLessThanOrEqual(120);
    none(
      folders
        .filter((folder) => !new RegExp(`\\b${basename(folder)}/`).test(text))
        .map((folder) => `${path}: say what ${folder}/ is.`),
    );
  });

  test('there are for every folder of src, and for nothing that is not', () => {
    const names = docs.map(({ path }) => path.slice('docs/'.length, -'.md'.length));
    const known = new Set([...sources.map(({ path }) => part(path)), ...freePages]);
    const isTold = (folder: string): boolean => {
      const word = sharingPages[folder];
      return names.includes(folder) || (word !== undefined && docs.some(({ text }) => text.includes(word)));
    };
    none([
      ...topFolders.filter((folder) => !isTold(folder)).map((folder) => `docs/${folder}.md is missing.`),
      ...names.filter((name) => !known.has(name)).map((name) => `docs/${name}.md is named after nothing in src/.`),
    ]);
  });

  test('list every error code', () => {
    const [, union = ''] = /export type ConfigurationCode =([^;]+);/.exec(read('src/errors.ts')) ?? [];
    const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code = '']) => code);
    const [, table = ''] = /const requestErrors = \{([^}]+)\}/.exec(read('src/errors.ts')) ?? [];
    const statuses = [...table.matchAll(/(\w+): \d+/g)].map(([, code = '']) => code);
    documented([...codes, ...statuses], firstCells([page('docs/errors.md')], 'code'), 'docs/errors.md');
  });

  test('list every type of the error list', () => {
    const literal = /\btype: '(\w+)',\s*(?:loc: [^\n]*?,\s*)?msg\b|\bfailed\('(\w+)'/g;
    const literals = sources.flatMap(({ text }) =>
      [...text.matchAll(literal)].map(([, type, kind]) => type ?? kind ?? ''),
    );
    const bounds = (['gt', 'ge', 'lt', 'le'] as const).map((kind) => outOfBounds(kind, 0).type);
    documented([...literals, ...bounds], firstCells([page('docs/errors.md')], 'type'), 'docs/errors.md');
  });
});
