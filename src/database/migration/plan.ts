/** What a database needs to be what its models say: steps of SQL, in order, each with its words. */
import type { DatabaseTable } from '@mikro-orm/sql';
import type { ConfigurationProblem } from '../../errors.ts';
import type { Model } from '../../model.ts';
import { migrationsTable } from '../create-tables.ts';
import { adoptLegacyTables } from '../legacy.ts';
import { type Orm, readTables, withForeignKeys } from '../tables.ts';
import { type Change, inOrder, isDestructive, type Stage, wordsOf } from './change.ts';
import { differenceOf } from './difference.ts';
import { type Existing, findTables } from './found.ts';
import { renames } from './names.ts';
import { keyProblems } from './primary-key.ts';
import type { Changing, Side } from './side.ts';
import { laidOut, spell } from './spelling.ts';

/** One change of the database. */
export interface Step {
  readonly stage: Stage;
  /** In words, for people. */
  readonly says: readonly string[];
  readonly isDestructive: boolean;
  /** Statements without their semicolons. */
  readonly sql: readonly string[];
}

export interface Plan {
  readonly steps: readonly Step[];
  /** What can't be done, and what to do about it. */
  readonly problems: readonly ConfigurationProblem[];
  readonly notices: readonly string[];
}

export interface PlanOptions {
  /** Tables that go where no class declares them: those that migrations made, and those that the caller names. */
  readonly ownTables?: ReadonlySet<string>;
  /** Columns that only the database knows stay. */
  readonly keepColumns?: boolean;
}

interface Scene {
  readonly side: Side;
  readonly orm: Orm;
  readonly quote: (name: string) => string;
}

/** MikroORM's own tools, as far as they are used here. */
interface Platform {
  quoteIdentifier(name: string): string;
  getSchemaHelper(): { createTable(table: DatabaseTable, alter?: boolean): string[] };
}
const platformOf = (orm: Orm): Platform => (orm.em as unknown as { getPlatform(): Platform }).getPlatform();

/** The table as MikroORM makes it; foreign keys are part of it where they can't come later. */
const targetOf = (model: Model, { side, orm }: Scene): DatabaseTable =>
  withForeignKeys(
    orm.schema.getTargetSchema().getTable(model.table),
    side.hasInlineKeys ? model : { ...model, columns: [] },
  );

const createSql = (orm: Orm, target: DatabaseTable): readonly string[] =>
  platformOf(orm)
    .getSchemaHelper()
    .createTable(target, true)
    .map((sql) => laidOut(sql.replace(/;$/, '')));

/** A new table, and what comes once all tables are there. */
function creation(model: Model, { side }: Scene): readonly Change[] {
  const { table, columns } = model;
  const later = columns.flatMap((column): Change[] => {
    const { name, references } = column;
    return [
      ...(column.type === 'enum'
        ? [{ kind: 'addCheck' as const, table, column, name: `ck_${table}_${name}`, lost: [] }]
        : []),
      ...(references ? [{ kind: 'addKey' as const, table, column, references, name: `fk_${table}_${name}` }] : []),
    ];
  });
  return [{ kind: 'createTable', table, model }, ...(side.hasInlineKeys ? [] : later)];
}

function stepOf(change: Change, scene: Scene): Step {
  const { side, orm, quote } = scene;
  const sql =
    change.kind === 'createTable'
      ? createSql(orm, targetOf(change.model, scene))
      : (side.spell?.(change, quote) ?? spell(change, { quote, types: side.types }));
  return { stage: change.kind, says: wordsOf(change), isDestructive: isDestructive(change), sql };
}

/** Required columns that rows of today would have no value for. */
async function unfilled(
  { model, found }: Existing,
  changes: readonly Change[],
  { side, quote }: Scene,
): Promise<readonly ConfigurationProblem[]> {
  const required = changes.flatMap((change) =>
    change.kind === 'addColumn' && !change.column.nullable && side.types.defaultSql(change.column) === undefined
      ? [change.column]
      : [],
  );
  if (required.length === 0 || (await side.rows(`select 1 from ${quote(found.was)} limit 1`)).length === 0) return [];
  return required.map(({ name }) => ({
    code: 'table_differs',
    where: `${model.name}, ${model.table}.${name}`,
    problem: `is required, and the rows of ${model.table} would have no value.`,
    remedy: 'Give it a default; or make it optional, fill it in, and make it required in a second migration.',
  }));
}

/** The steps of one table: one by one, or what is left at once where the dialect wants that. */
async function altering(existing: Existing, changes: readonly Change[], scene: Scene): Promise<readonly Step[]> {
  const { side, quote, orm } = scene;
  const create = (table: DatabaseTable): string => createSql(orm, table)[0] ?? '';
  const altered = { ...existing, changes, target: targetOf(existing.model, scene), quote, create };
  const sql = changes.length === 0 ? undefined : await side.rebuild?.(altered);
  if (sql === undefined) return changes.map((change) => stepOf(change, scene));
  const early = changes.filter(({ kind }) => kind === 'renameTable' || kind === 'renameColumn');
  const rest = changes.filter((change) => !early.includes(change));
  const rebuilt: Step = {
    ...{ stage: 'rebuild', sql },
    says: rest.flatMap(wordsOf),
    isDestructive: rest.some(isDestructive),
  };
  return [...early.map((change) => stepOf(change, scene)), rebuilt];
}

/** Tables go, and before them what leads from one of them to another. */
async function dropping(
  tables: readonly string[],
  scene: Scene & { schema?: string | undefined },
): Promise<readonly Step[]> {
  const { side, orm, schema } = scene;
  if (tables.length === 0) return [];
  const actual = side.hasInlineKeys ? undefined : await readTables(orm, { names: tables, schema });
  const keys = tables.flatMap((table): Step[] =>
    Object.keys(actual?.getTable(table)?.getForeignKeys() ?? {}).map((name) => ({
      ...stepOf({ kind: 'dropKey', table, name, column: '' }, scene),
      says: [],
    })),
  );
  return [...keys, ...tables.map((table) => stepOf({ kind: 'dropTable', table }, scene))];
}

/** What the database needs. `ConfigurationError` is thrown where a table can't be changed at all. */
export async function planMigration(side: Side, declared: readonly Model[], options: PlanOptions): Promise<Plan> {
  const present = await side.tables();
  const tables = declared.filter(({ isView }) => isView !== true);
  const { models } = adoptLegacyTables(tables, present);
  const names = renames(
    models.map(({ table, renamedFrom }) => ({ name: table, renamedFrom })),
    present,
  );
  const { orm, schema } = await side.orm(models);
  const scene = { side, orm, schema, quote: (name: string) => platformOf(orm).quoteIdentifier(name) };
  const all = await findTables(models, { ...scene, names, present });
  const differences = all.map((existing): Changing => {
    const sides = { model: existing.model, found: existing.found, types: side.types };
    return { existing, changes: [...differenceOf(sides, options.keepColumns === true)] };
  });
  const changing = side.completed?.(differences) ?? differences;
  const steps: Step[] = [];
  const problems: ConfigurationProblem[] = [];
  for (const model of models) {
    const change = changing.find(({ existing }) => existing.model === model);
    if (change === undefined) {
      const [made, ...later] = creation(model, scene).map((change) => stepOf(change, scene));
      steps.push(...(made === undefined ? [] : [made]), ...later.map((step) => ({ ...step, says: [] })));
      continue;
    }
    const { existing, changes } = change;
    problems.push(...keyProblems(existing, side.types), ...(await unfilled(existing, changes, scene)));
    steps.push(...(await altering(existing, changes, scene)));
  }
  const used = new Set([migrationsTable, ...names.keys(), ...models.map(({ table }) => table)]);
  const unknown = [...present].filter((table) => !used.has(table));
  const dropped = unknown.filter((table) => options.ownTables?.has(table));
  steps.push(...(await dropping(dropped, scene)));
  return {
    steps: inOrder(steps.filter(({ sql, says }) => sql.length > 0 || says.length > 0)),
    problems,
    notices: unknown
      .filter((table) => !dropped.includes(table))
      .map((table) => `${table} is in the database, and no class declares it: it is left alone.`),
  };
}
