/** What MySQL asks for around a change: checks and foreign keys that hold a column fast are made anew. */
import { indexName } from '../../compare.ts';
import type { Change } from '../../migration/change.ts';
import type { FoundKey } from '../../migration/found.ts';
import type { Changing } from '../../migration/side.ts';

type Kind = Change['kind'];
type OfKind<K extends Kind> = Extract<Change, { readonly kind: K }>;

const of = <K extends Kind>(changes: readonly Change[], kind: K): readonly OfKind<K>[] =>
  changes.filter((change): change is OfKind<K> => change.kind === kind);

/** Columns of a table that a foreign key would hold fast: their types, or the indexes that it needs. */
const loosened = (changes: readonly Change[]): ReadonlySet<string> =>
  new Set([
    ...of(changes, 'changeColumn').flatMap(({ column, fromType, nullable }) =>
      fromType !== undefined || nullable ? [column.name] : [],
    ),
    ...of(changes, 'dropColumn').map(({ name }) => name),
    ...of(changes, 'dropIndex').map(({ column }) => column),
  ]);

/** A check goes before its column goes or gets another name, and comes back under its own. */
function* checks({ existing: { model, found, actual }, changes }: Changing): Iterable<Change> {
  const { table } = model;
  const present = new Set(actual.getChecks().map(({ name }) => name));
  const renamed = new Set([...found.renamed.values()]);
  const stale = new Set(of(changes, 'renameConstraint').map(({ from }) => from));
  const dropped = new Set(of(changes, 'dropColumn').map(({ name }) => name));
  for (const { name, check } of found.columns.values()) {
    const goes = dropped.has(name);
    if (check === undefined || !present.has(check) || !(goes || renamed.has(name) || stale.has(check))) continue;
    if (of(changes, 'dropCheck').some((other) => other.name === check)) continue;
    yield { kind: 'dropCheck', table, name: check, column: name, isReplaced: true, isQuiet: true };
    const column = model.columns.find((each) => each.name === name && each.type === 'enum');
    if (goes || column === undefined) continue;
    yield { kind: 'addCheck', table, column, name: `ck_${table}_${name}`.slice(0, 63), lost: [], isQuiet: true };
  }
}

/** Whether a foreign key stands in the way of what becomes of its table, or of the one that it leads to. */
function isInWay({ name, column, references }: FoundKey, changes: readonly Change[], all: readonly Changing[]) {
  const target = all.find(({ existing }) => existing.model.table === references.table);
  return (
    of(changes, 'renameConstraint').some(({ from }) => from === name) ||
    loosened(changes).has(column) ||
    (target !== undefined && loosened(target.changes).has(references.column))
  );
}

/** What others told a foreign key to do with rows that lose theirs. */
const rulesOf = (key: { readonly deleteRule?: string; readonly updateRule?: string } = {}): string =>
  (['delete', 'update'] as const)
    .map((verb) => [verb, key[`${verb}Rule`]?.toLowerCase() ?? 'restrict'] as const)
    .flatMap(([verb, rule]) => (['restrict', 'no action'].includes(rule) ? [] : [` on ${verb} ${rule}`]))
    .join('');

function* keys({ existing: { model, found, actual }, changes }: Changing, all: readonly Changing[]): Iterable<Change> {
  const { table } = model;
  const dropped = new Set(of(changes, 'dropKey').map(({ name }) => name));
  for (const key of found.keys.filter(({ name }) => !dropped.has(name))) {
    const column = model.columns.find(({ name }) => name === key.column);
    if (column?.references === undefined || !isInWay(key, changes, all)) continue;
    const { references } = column;
    yield { kind: 'dropKey', table, name: key.name, column: key.column, isQuiet: true };
    const name = `fk_${table}_${key.column}`.slice(0, 63);
    const rules = rulesOf(actual.getForeignKeys()[key.name]);
    yield { kind: 'addKey', table, column, references, name, rules, isQuiet: true };
  }
}

/** The index that a foreign key made for itself stays behind it: it goes, or becomes the one that is declared. */
function* indexes({ existing: { model, found }, changes }: Changing): Iterable<Change> {
  const { table } = model;
  const gone = new Set(of(changes, 'dropColumn').map(({ name }) => name));
  for (const { name, column: columnName } of of(changes, 'dropKey')) {
    const index = found.indexes.find((each) => each.name === name);
    const isBack = of(changes, 'addKey').some((key) => key.name === name && key.column.name === columnName);
    if (index === undefined || isBack || gone.has(columnName)) continue;
    const column = model.columns.find((each) => each.name === columnName);
    const isMade = of(changes, 'addIndex').some((other) => other.column.name === columnName);
    if (column?.index && !isMade && !found.indexes.some((each) => each !== index && each.columns[0] === columnName)) {
      const to = indexName(model, column).slice(0, 63);
      yield { kind: 'renameIndex', table, column, from: name, to, isConstraint: false, isQuiet: true };
    } else yield { kind: 'dropIndex', table, name, isConstraint: false, column: columnName, isQuiet: true };
  }
}

/** The changes of all tables, with those that they need. */
export const completed = (all: readonly Changing[]): readonly Changing[] =>
  all.map((each) => {
    const plain = each.changes.filter(({ kind }) => kind !== 'renameConstraint');
    const changes = [...plain, ...checks(each), ...keys(each, all)];
    return { ...each, changes: [...changes, ...indexes({ ...each, changes })] };
  });
