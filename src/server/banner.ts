/** What a start prints: where the API is, what it stands on, and its routes. */
import type { Model, Verb } from '../model.ts';

const collectionVerbs: readonly Verb[] = ['GET', 'POST'];
const itemVerbs: readonly Verb[] = ['GET', 'PUT', 'PATCH', 'DELETE'];

/** What a line needs to know of a resource. */
interface Served {
  readonly route: string;
  readonly model: Pick<Model, 'name' | 'table' | 'verbs'>;
}

/** The routes as lines of verbs, path and class, in columns. */
function renderRoutes(resources: readonly Served[]): string {
  const rows = resources.flatMap(({ route, model }) => {
    const served = (verbs: readonly Verb[]): string => verbs.filter((verb) => model.verbs.includes(verb)).join(' ');
    const lines = [
      [served(collectionVerbs), route, `${model.name}, table ${model.table}`],
      [served(itemVerbs), `${route}/{id}`, ''],
    ];
    return lines.filter(([verbs]) => verbs !== '');
  });
  const width = (column: number): number => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0));
  const widths = [width(0), width(1)];
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}

/** What there is to say of a start. */
export interface Started {
  readonly url: string;
  readonly database: string;
  readonly resources: readonly Served[];
  /** Where metrics have an address of their own. */
  readonly metrics?: string;
  /** Milliseconds that the start took. */
  readonly took: number;
}

/** The whole text of a start. */
export function renderBanner({ url, database, resources, metrics, took }: Started): string {
  return [
    `LightAPI on ${url}, ${database}`,
    renderRoutes(resources),
    ...(metrics === undefined ? [] : [`Metrics on ${metrics}`]),
    `Ready in ${Math.round(took)} ms`,
  ].join('\n');
}
