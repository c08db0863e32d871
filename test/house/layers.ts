/** The parts of src/ in the order in which they stand on one another, and the imports between them. */
import { dirname } from 'node:path';
import { type Import, sources } from './source.ts';

/** From the ground up: a file imports from its own folder and from the lines above its own. */
const layers: readonly (readonly string[])[] = [
  ['awaitable', 'circuit', 'decimal', 'errors'],
  ['complain', 'model'],
  ['option', 'peer'],
  ['redis'],
  ['field', 'schema', 'database', 'http'],
  ['auth', 'cache', 'filter', 'middleware'],
  ['pagination'],
  ['action'],
  ['endpoint'],
  ['openapi'],
  ['operations'],
  ['server'],
  ['options', 'session'],
  ['settings'],
  ['tools'],
  ['config'],
  ['assemble', 'stores'],
  ['build'],
  ['app'],
  ['testing', 'client'],
  ['cli'],
  ['index'],
];

/** `app` of src/app.ts, `field` of src/field/infer.ts. */
export const part = (path: string): string => path.split('/')[1]?.replace(/\.ts$/, '') ?? '';

/** -1: it has none. */
export const layerOf = (path: string): number => layers.findIndex((layer) => layer.includes(part(path)));

/** An import of one file of src/ by another. */
export interface InternalImport extends Import {
  readonly path: string;
  readonly target: string;
}

export const internalImports: readonly InternalImport[] = sources.flatMap(({ path, imports }) =>
  imports.flatMap(({ target, ...rest }) => (target === undefined ? [] : [{ ...rest, path, target }])),
);

/** Every folder under src/: `src/database/dialects/sqlite`. */
export const folders: readonly string[] = [
  ...new Set(sources.map(({ path }) => dirname(path)).filter((folder) => folder !== 'src')),
];

/** The folders of src/ by name: `database`. */
export const topFolders: readonly string[] = [...new Set(folders.map(part))];

/** One circle of imports for each that a walk through all files meets: `a.ts → b.ts → a.ts`. */
export function importCycles(): readonly string[] {
  const targets = Map.groupBy(internalImports, ({ path }) => path);
  const done = new Set<string>();
  const cyclesFrom = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [[...trail.slice(trail.indexOf(path)), path].join(' → ')];
    if (done.has(path)) return [];
    done.add(path);
    return (targets.get(path) ?? []).flatMap(({ target }) => cyclesFrom(target, [...trail, path]));
  };
  return sources.flatMap(({ path }) => cyclesFrom(path, []));
}
