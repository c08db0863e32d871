/** What becomes of a class that reflects a table: the columns that it found, under those that it declares. */
import type { Complain } from '../complain.ts';
import type { Reflected } from '../database/reflect.ts';
import type { Column } from '../model.ts';
import { automaticNames } from './columns.ts';
import { asKey } from './key.ts';

/** What a class says of a table that it reflects. */
interface Declared {
  readonly table: string;
  /** Whether declared columns that the table lacks are added to it. */
  readonly isPartial: boolean;
  /** Without the automatic ones. */
  readonly columns: readonly Column[];
  readonly key: Column | undefined;
  /** The names of fields that the class leaves out. */
  readonly excluded: ReadonlySet<string>;
}

interface Merged {
  readonly columns: readonly Column[];
  readonly primaryKey: Column | undefined;
}

/** The primary key: the declared one, that of the table, or the `id` of a view. */
function keyOf({ table, key }: Declared, { isView, columns }: Reflected, complain: Complain): Column | undefined {
  if (key !== undefined) return key;
  const keys = columns.filter((column) => column.isKey || (isView && column.name === 'id'));
  const [only, ...more] = keys;
  if (only !== undefined && more.length === 0) return only.generated || isView ? only : givenKey(only);
  const what = only === undefined ? 'no primary key' : `a primary key of ${keys.length} columns`;
  complain(
    'bad_option',
    `"${table}" has ${what}.`,
    'Declare the column that tells its rows apart, with primaryKey: true.',
  );
  return only;
}

/** A key that the database gives nobody: a UUID is made, others are given by who creates the row. */
const givenKey = (column: Column): Column =>
  column.type === 'uuid' && !column.hasDatabaseDefault ? { ...asKey(column), isReflected: true } : column;

/** The columns of the class: those of the table in its order, the declared ones in their place, then those to add. */
export function mergeColumns(declared: Declared, found: Reflected, complain: Complain): Merged {
  const { table, isPartial, excluded } = declared;
  for (const [name, type] of found.unmapped) {
    if (excluded.has(name) || declared.columns.some((column) => column.name === name)) continue;
    complain(
      'unmapped_column',
      `"${table}.${name}" is ${type}, which has no form in JSON here.`,
      `Leave it out: ${name} = field.string({ exclude: true }).`,
    );
  }
  const names = new Set(found.columns.map(({ name }) => name));
  const missing = declared.columns.filter(({ name }) => !names.has(name) && !found.unmapped.has(name));
  if (!isPartial || found.isView) {
    for (const { name } of missing) {
      const remedy = found.isView ? 'Remove it.' : "Remove it, or add it to the table: reflect: 'partial'.";
      complain('unknown_column', `"${table}" has no column "${name}".`, remedy);
    }
  }
  for (const name of excluded) {
    // What every endpoint has is left out of tables that lack it as well.
    if (names.has(name) || found.unmapped.has(name) || automaticNames.has(name)) continue;
    complain('unknown_column', `"${table}" has no column "${name}" to leave out.`, `It has ${[...names].join(', ')}.`);
  }
  const primaryKey = keyOf(declared, found, complain);
  const own = new Map(declared.columns.map((column) => [column.name, { ...column, isReflected: true }]));
  const there = found.columns
    .filter(({ name }) => !excluded.has(name))
    .map((column) => {
      const kept = own.get(column.name);
      if (kept !== undefined) return column.ignoresCase ? { ...kept, ignoresCase: true } : kept;
      return column.name === primaryKey?.name ? primaryKey : column;
    });
  return { columns: [...there, ...missing], primaryKey };
}
