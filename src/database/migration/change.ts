/** One change of a table, as data, and what it is called. */
import type { Column, Model } from '../../model.ts';

interface Of<K extends string> {
  readonly kind: K;
  readonly table: string;
  /** Only there for the sake of another change, which has the words. */
  readonly isQuiet?: boolean;
}

/** What a column's declaration says anew. */
export interface ColumnChange extends Of<'changeColumn'> {
  readonly column: Column;
  /** The type in the database, where another is declared. */
  readonly fromType?: string;
  readonly nullable?: boolean;
  readonly default?: boolean;
  /** Whether the database has one. */
  readonly hasDefault: boolean;
  readonly says: readonly string[];
  readonly isDestructive: boolean;
}

/** What is known by a name in the database. */
interface Named<K extends string> extends Of<K> {
  readonly name: string;
}
interface Renaming<K extends string> extends Of<K> {
  readonly from: string;
  readonly to: string;
}
interface OfColumn<K extends string> extends Of<K> {
  readonly column: Column;
  readonly name: string;
}

export type Change =
  | (Of<'createTable'> & { readonly model: Model })
  | Of<'dropTable'>
  | Renaming<'renameTable'>
  | Renaming<'renameColumn'>
  /** An index, or a constraint, whose name says an old one. */
  | (Renaming<'renameIndex'> & { readonly column: Column; readonly isConstraint: boolean })
  | Renaming<'renameConstraint'>
  | (Of<'addColumn'> & { readonly column: Column; readonly isReplaced: boolean })
  | (Named<'dropColumn'> & { readonly isReplaced: boolean })
  | ColumnChange
  | OfColumn<'addIndex'>
  | (Named<'dropIndex'> & { readonly isConstraint: boolean; readonly column: string })
  /** `lost` are values that an earlier check allowed. */
  | (OfColumn<'addCheck'> & { readonly lost: readonly string[] })
  | (Named<'dropCheck'> & { readonly column: string; readonly isReplaced: boolean })
  /** `rules` are those that the key had before: ` on delete cascade`. */
  | (OfColumn<'addKey'> & { readonly references: NonNullable<Column['references']>; readonly rules?: string })
  | (Named<'dropKey'> & { readonly column: string });

/** What stands on what: constraints go first and come last, and tables go once nothing leads to them. */
const order = [
  ...(['renameTable', 'dropKey', 'dropCheck', 'dropIndex', 'renameColumn', 'renameIndex', 'renameConstraint'] as const),
  ...(['dropColumn', 'createTable', 'addColumn', 'changeColumn', 'rebuild'] as const),
  ...(['addIndex', 'addCheck', 'addKey', 'dropTable'] as const),
];

/** When something is done; `rebuild` is all that is left of a table at once. */
export type Stage = (typeof order)[number];

export const inOrder = <T extends { readonly stage: Stage }>(steps: readonly T[]): readonly T[] =>
  steps.toSorted((one, other) => order.indexOf(one.stage) - order.indexOf(other.stage));

const at = ({ table, column }: { readonly table: string; readonly column: Column }): string =>
  `${table}.${column.name}`;

/** In words, for people: `books.price is added.` */
export function wordsOf(change: Change): readonly string[] {
  const { table, isQuiet = false } = change;
  if (isQuiet) return [];
  switch (change.kind) {
    case 'createTable':
      return [`${table} is made.`];
    case 'dropTable':
      return [`${table} is dropped, with all its rows.`];
    case 'renameTable':
      return [`${change.from} is renamed to ${change.to}.`];
    case 'renameColumn':
      return [`${table}.${change.from} is renamed to ${change.to}.`];
    case 'addColumn':
      return change.isReplaced ? [] : [`${at(change)} is added.`];
    case 'dropColumn':
      return [
        change.isReplaced
          ? `${table}.${change.name} is made anew, since its values can't become the new type: they are lost.`
          : `${table}.${change.name} is dropped, with its values.`,
      ];
    case 'changeColumn':
      return change.says.map((said) => `${at(change)} ${said}`);
    case 'addIndex':
      return [`${at(change)} gets ${change.column.unique ? 'a unique index' : 'an index'}.`];
    case 'dropIndex':
      return [`${table}.${change.column} loses the index ${change.name}.`];
    case 'addCheck':
      return [
        `${at(change)} takes only ${change.column.constraints.values?.join(', ')}.`,
        ...(change.lost.length === 0
          ? []
          : [`${at(change)} may still be ${change.lost.join(', ')} somewhere: such rows stop it.`]),
      ];
    case 'dropCheck':
      return change.isReplaced ? [] : [`${table}.${change.column} takes any value.`];
    case 'addKey':
      return [`${at(change)} refers to ${change.references.table}.${change.references.column}.`];
    case 'dropKey':
      return [`${table}.${change.column} loses its foreign key.`];
    default:
      return [];
  }
}

/** Whether values are lost, or rows of today may stop it. */
export function isDestructive(change: Change): boolean {
  if (change.kind === 'changeColumn') return change.isDestructive;
  if (change.kind === 'addCheck') return change.lost.length > 0;
  return change.kind === 'dropTable' || change.kind === 'dropColumn';
}
