/** The names that follow from a route: of the class, of its table, and of the table that the original made. */
import { legacyTableName } from '../endpoint/names.ts';
import type { Entry } from './entry.ts';

const segmentsOf = (route: string): readonly string[] => route.split('/').filter((segment) => segment !== '');

/** As Python's `str.title`: `legacy-orders` to `LegacyOrders`. */
const titled = (segment: string): string =>
  segment
    .replaceAll('-', '_')
    .replace(/[A-Za-z]+/g, (word) => (word[0] ?? '').toUpperCase() + word.slice(1).toLowerCase())
    .replaceAll('_', '');

/** The segments that the original names a class by: the last one, in its dictionaries all. */
const naming = ({ route, isByRoute }: Entry): readonly string[] =>
  isByRoute ? segmentsOf(route) : segmentsOf(route).slice(-1);

const className = (segments: readonly string[]): string => `${segments.map(titled).join('')}Endpoint`;

/** A name for each class, no two alike, so that a message names one. */
export function nameClasses(entries: readonly Entry[]): readonly string[] {
  const taken = new Set<string>();
  return entries.map((entry) => {
    const whole = className(segmentsOf(entry.route));
    const wanted = [className(naming(entry)), whole, ...Array.from({ length: entries.length }, (_, at) => whole + at)];
    const name = wanted.find((each) => !taken.has(each)) ?? whole;
    taken.add(name);
    return name;
  });
}

const underscored = (segments: readonly string[]): string =>
  segments
    .join('_')
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_')
    .replace(/^(?![a-z])/, 't_')
    .slice(0, 63);

/** `/order-items` to `order_items`; in a database made by the original, `orderitemsendpoints`. */
export const tableOf = (entry: Entry): { readonly table: string; readonly legacyTable: string } => ({
  table: underscored(naming(entry)),
  legacyTable: legacyTableName(className(naming(entry))),
});

/** The tables of endpoints by the names that the original gave them. */
export const legacyTables = (entries: readonly Entry[]): ReadonlyMap<string, string> =>
  new Map(
    entries
      .filter(({ meta, class: written }) => meta.table === undefined && written === undefined)
      .map(tableOf)
      .map(({ table, legacyTable }) => [legacyTable, table]),
  );
