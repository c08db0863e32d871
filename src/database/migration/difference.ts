/** What lies between a table and its model, as changes: everything, unlike at a start. */
import type { Column, Model } from '../../model.ts';
import { type ColumnTypes, indexName } from '../compare.ts';
import type { Change, ColumnChange } from './change.ts';
import type { FoundColumn, FoundIndex, FoundKey, FoundTable } from './found.ts';
import { familyOf, loses, sameDefault, shortens } from './values.ts';

/** How a dialect tells columns apart, and makes the values of one type those of another. */
export interface MigrationTypes extends ColumnTypes {
  /** Whether a column of this type in the database is as the model's would be made, or need not be another. */
  readonly sameType: (column: Column, found: string) => boolean;
  /** The values of a column of another type as those of this one, as SQL; `undefined`: there is no way. */
  readonly convert: (column: Column, fromType: string, name: string) => string | undefined;
}

interface Sides {
  readonly model: Model;
  readonly found: FoundTable;
  readonly types: MigrationTypes;
}

/** Names that PostgreSQL would cut are cut. */
const cut = (name: string): string => name.slice(0, 63);

/** The names that an index of ours on this column may have. */
const ownNames = (table: string, name: string): readonly string[] =>
  ['ix', 'uq'].map((kind) => cut(`${kind}_${table}_${name}`));

const oldNameOf = ({ name }: Column, { renamed }: FoundTable): string =>
  [...renamed].find(([, to]) => to === name)?.[0] ?? name;

/** Without its collation, which not every database says of a key. */
const plain = (type: string): string => type.replace(/ (?:character set|collate) .*$/, '');

/** Whether both are texts of any letters. */
export const isText = (...types: readonly string[]): boolean => types.every((type) => /^(?:varchar|text)/.test(type));

const isAutomatic = ({ input }: Column): boolean => input === 'none';

function* typeWords(column: Column, found: FoundColumn, types: MigrationTypes): Iterable<string> {
  const [before, after] = [familyOf(found.type), familyOf(types.sqlType(column))];
  const [is, was] = [types.sqlType(column), found.type];
  const [short, shortBefore] = [plain(is), plain(was)];
  yield short === shortBefore ? `becomes ${is}, from ${was}.` : `becomes ${short}, from ${shortBefore}.`;
  if (before === undefined || after === undefined) return;
  if (before === after && shortens(found.type, types.sqlType(column))) yield 'gets shorter: values may not fit.';
  if (loses(before, after)) yield `loses what ${after === 'integer' ? 'an' : 'a'} ${after} can't hold.`;
}

/** What an existing column is declared to be otherwise. */
function columnChange(column: Column, found: FoundColumn, { model, types }: Sides): ColumnChange | undefined {
  const isTyped = types.sameType(column, found.type);
  const typed = isTyped ? [] : [...typeWords(column, found, types)];
  const isNullabilityFree = isAutomatic(column) || found.primary;
  const nullable = !isNullabilityFree && column.nullable !== found.nullable;
  const declared = types.defaultSql(column);
  const defaults = !isAutomatic(column) && !sameDefault(column, declared, found.default);
  if (isTyped && !nullable && !defaults) return undefined;
  const isRequired = nullable && !column.nullable;
  const filled = `may no longer be NULL: rows without a value get ${declared}.`;
  const required = declared === undefined ? 'may no longer be NULL: rows without a value stop the migration.' : filled;
  return {
    ...{ kind: 'changeColumn', table: model.table, column, nullable, default: defaults },
    hasDefault: found.default !== undefined,
    ...(!isTyped && { fromType: found.type }),
    says: [
      ...typed,
      ...(nullable ? [isRequired ? required : 'may be NULL.'] : []),
      ...(defaults ? [declared === undefined ? 'has no default any more.' : `has the default ${declared}.`] : []),
    ],
    isDestructive: typed.length > 1 || isRequired,
  };
}

const sameValues = (one: readonly string[], other: readonly string[]): boolean =>
  JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted());

/** A constraint of ours whose name says an old one: that would be in the way of another. */
function* stale(name: string | undefined, column: Column, { model, found }: Sides): Iterable<Change> {
  for (const kind of ['ck', 'fk']) {
    const from = cut(`${kind}_${found.was}_${oldNameOf(column, found)}`);
    const to = cut(`${kind}_${model.table}_${column.name}`);
    if (name === from && from !== to) yield { kind: 'renameConstraint', table: model.table, from, to };
  }
}

function* checkChanges(column: Column, found: FoundColumn | undefined, sides: Sides): Iterable<Change> {
  const { table } = sides.model;
  const { name, constraints } = column;
  const values = column.type === 'enum' ? (constraints.values ?? []) : [];
  const before = found?.values ?? [];
  if (sameValues(values, before)) return yield* stale(found?.check, column, sides);
  const isReplaced = values.length > 0;
  if (found?.check !== undefined) yield { kind: 'dropCheck', table, name: found.check, column: name, isReplaced };
  const lost = before.filter((value) => !values.includes(value));
  if (isReplaced) yield { kind: 'addCheck', table, column, name: cut(`ck_${table}_${name}`), lost };
}

/** Of its own indexes, those that a column has no use for; the others of the database are its own matter. */
const isUseless = (index: FoundIndex, { unique, index: isIndexed }: Column): boolean =>
  index.unique ? !unique : unique || !isIndexed;

function* indexChanges(column: Column, { model, found }: Sides): Iterable<Change> {
  const { table } = model;
  const oldName = oldNameOf(column, found);
  const own = [...ownNames(found.was, oldName), ...ownNames(table, column.name)];
  const single = found.indexes.filter(
    ({ columns, primary, isPlain }) => !primary && isPlain && columns[0] === column.name,
  );
  const useless = single.filter(
    (index) => index.columns.length === 1 && own.includes(index.name) && isUseless(index, column),
  );
  for (const { name, isConstraint } of useless) {
    yield { kind: 'dropIndex', table, name, isConstraint, column: column.name };
  }
  if (!column.unique && !column.index) return;
  const name = cut(indexName(model, column));
  const serving = single.find(
    (index) => !useless.includes(index) && (column.unique ? index.unique && index.columns.length === 1 : true),
  );
  if (serving === undefined) yield { kind: 'addIndex', table, column, name };
  else if (own.includes(serving.name) && !ownNames(table, column.name).includes(serving.name)) {
    yield { kind: 'renameIndex', table, column, from: serving.name, to: name, isConstraint: serving.isConstraint };
  }
}

function* keyChanges(column: Column, key: FoundKey | undefined, sides: Sides): Iterable<Change> {
  const { table } = sides.model;
  const { references, name } = column;
  if (references?.table === key?.references.table && references?.column === key?.references.column) {
    return yield* stale(key?.name, column, sides);
  }
  if (key !== undefined) yield { kind: 'dropKey', table, name: key.name, column: name };
  if (references !== undefined) yield { kind: 'addKey', table, column, references, name: cut(`fk_${table}_${name}`) };
}

/** A text that is a key may have another length: its values stay what they are. */
function keyChange(column: Column, found: FoundColumn, sides: Sides): ColumnChange | undefined {
  const declared = sides.types.sqlType(column);
  if (column.isReflected || sides.types.sameType(column, found.type) || !isText(declared, found.type)) return undefined;
  return plain(declared) === plain(found.type) ? undefined : columnChange(column, found, sides);
}

/** A column whose values can't be those of the declared type: it is made anew. */
function isReplaced(column: Column, found: FoundColumn | undefined, types: MigrationTypes): boolean {
  if (found === undefined || found.primary || types.sameType(column, found.type)) return false;
  return types.convert(column, found.type, column.name) === undefined;
}

function* changesOf(column: Column, sides: Sides): Iterable<Change> {
  const { found, types, model } = sides;
  const { table } = model;
  const existing = found.columns.get(column.name);
  if (existing?.primary) {
    const changed = keyChange(column, existing, sides);
    if (changed !== undefined) yield changed;
    return;
  }
  if (column.isReflected) return;
  const anew = isReplaced(column, existing, types);
  if (anew) yield* dropping(column.name, sides, true);
  // With a column go its indexes, its check and its foreign key.
  const kept = anew ? undefined : existing;
  const without = kept === undefined ? { ...sides, found: { ...found, indexes: [] } } : sides;
  if (kept === undefined) yield { kind: 'addColumn', table, column, isReplaced: anew };
  else {
    const changed = columnChange(column, kept, sides);
    if (changed !== undefined) yield changed;
  }
  yield* checkChanges(column, kept, without);
  yield* indexChanges(column, without);
  const key = kept && found.keys.find((one) => one.column === column.name);
  yield* keyChanges(column, key, without);
}

/** A column goes, and what leads from it to other tables before. */
function* dropping(name: string, { model: { table }, found }: Sides, replaced: boolean): Iterable<Change> {
  for (const key of found.keys.filter(({ column }) => column === name)) {
    yield { kind: 'dropKey', table, name: key.name, column: name };
  }
  yield { kind: 'dropColumn', table, name, isReplaced: replaced };
}

/** All changes that make the table what its model says. `keepColumns` leaves alone what only the database knows. */
export function* differenceOf(sides: Sides, keepColumns: boolean): Iterable<Change> {
  const { model, found } = sides;
  const { table } = model;
  if (found.was !== table) yield { kind: 'renameTable', table, from: found.was, to: table };
  for (const [from, to] of found.renamed) yield { kind: 'renameColumn', table, from, to };
  for (const column of model.columns) yield* changesOf(column, sides);
  // What was found belongs to others.
  if (keepColumns || model.columns.some(({ isReflected }) => isReflected)) return;
  for (const { name } of found.columns.values()) {
    if (!model.columns.some((column) => column.name === name)) yield* dropping(name, sides, false);
  }
}
