/** Makes tables, indexes and columns that a database lacks, through MikroORM's schema tooling. */
import { EntitySchema, type MikroORM } from '@mikro-orm/core';
import {
  type AbstractSqlDriver,
  DatabaseSchema,
  type DatabaseTable,
  type ForeignKey,
  SqlMikroORM,
  SqlSchemaGenerator,
} from '@mikro-orm/sql';
import { ConfigurationError, type ConfigurationProblem } from '../errors.ts';
import type { Column, Model } from '../model.ts';
import { type ColumnTypes, type Comparison, compareTable, indexName, renamedTable } from './compare.ts';
import { type CreateTables, createTablesOf, withheld } from './create-tables.ts';

/** MikroORM on a driver of ours, with its schema generator. */
export type Orm = MikroORM & { readonly schema: SqlSchemaGenerator };

/** The SQL that brings a database up to its models, what must be told instead, and what may be told. */
interface TablePlan {
  readonly script: string;
  readonly problems: readonly ConfigurationProblem[];
  readonly notices: readonly string[];
}

/** The automatic columns stand first in a table, as in those of the Python original. */
const tableOrder = ({ columns }: Model): readonly Column[] => [
  ...columns.filter(({ input }) => input === 'none'),
  ...columns.filter(({ input }) => input !== 'none'),
];

const identityOf = ({ identity: { type, generated } }: ColumnTypes): object => ({
  autoincrement: true,
  columnType: type,
  ...(generated && { generated }),
});

/** A model as MikroORM's schema tooling takes it; types and defaults are the dialect's own SQL. */
export function entityOf(model: Model, types: ColumnTypes): EntitySchema {
  const properties = tableOrder(model).map((column) => {
    const { name, nullable } = column;
    const isKey = name === model.primaryKey.name;
    const primary = isKey && { primary: true, ...(column.generated && identityOf(types)) };
    const defaultRaw = types.defaultSql(column);
    const options = { nullable, columnType: types.sqlType(column), ...(defaultRaw !== undefined && { defaultRaw }) };
    return [name, { type: column.generated ? 'integer' : 'string', fieldName: name, ...options, ...primary }] as const;
  });
  const indexed = model.columns.filter(({ unique, index }) => unique || index);
  const named = (columns: readonly Column[]) =>
    columns.map((column) => ({ properties: column.name, name: indexName(model, column) }));
  return new EntitySchema({
    name: model.table,
    tableName: model.table,
    properties: Object.fromEntries(properties),
    indexes: named(indexed.filter(({ unique }) => !unique)),
    uniques: named(indexed.filter(({ unique }) => unique)),
    checks: model.columns
      .filter(({ type }) => type === 'enum')
      .map((column) => ({
        property: column.name,
        name: `ck_${model.table}_${column.name}`,
        expression: oneOf(column),
      })),
  } as unknown as ConstructorParameters<typeof EntitySchema>[0]);
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const oneOf = ({ name, constraints: { values = [] } }: Column): string =>
  `"${name}" in (${values.map(text).join(', ')})`;

/** What MikroORM is opened on: a driver, on connections of ours. */
interface OrmSource {
  readonly driver: unknown;
  readonly driverOptions: unknown;
  readonly dbName?: string;
  /** The schema that tables are in, where the database has such. */
  readonly schema?: string;
}

/** MikroORM on our connections, which it does not close. */
export async function openOrm(source: OrmSource, entities: readonly EntitySchema[]): Promise<Orm> {
  const orm = new SqlMikroORM<AbstractSqlDriver>({
    dbName: 'lightapi',
    ...source,
    entities,
    extensions: [SqlSchemaGenerator],
    discovery: { warnWhenNoEntities: false },
    ensureDatabase: false,
  } as never);
  await orm.connect();
  return orm as unknown as Orm;
}

/** The tables of these names, as the catalogue of a database has them. */
export async function readCatalogue(source: OrmSource, names: readonly string[]): Promise<DatabaseSchema> {
  const orm = await openOrm(source, []);
  const em = orm.em as unknown as { getConnection(): never; getPlatform(): never };
  const { schema } = source;
  const schemas = schema === undefined ? undefined : [schema];
  const all = [em.getConnection(), em.getPlatform(), orm.config as never, schema, schemas] as const;
  return DatabaseSchema.create(...all, [...names]);
}

/** The database refused what would bring it up to the declaration. */
export const differs = (error: unknown): ConfigurationError =>
  new ConfigurationError([
    {
      code: 'table_differs',
      where: 'database',
      problem: `the tables can't be brought up to the declaration: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'For a unique field, first change the rows that hold the same value.',
    },
  ]);

/** How tables are planned. */
interface Planning {
  readonly types: ColumnTypes;
  /** The schema that tables are in, where the database has such. */
  readonly schema?: string;
  /** The tables that there are. */
  readonly tables: ReadonlySet<string>;
  /** What may be made, where the app says so. */
  readonly createTables?: CreateTables | undefined;
}

/** What is looked at, and in which schema. */
interface Reading {
  readonly names: readonly string[];
  readonly schema?: string | undefined;
}

/** Tables as the database has them. */
export function readTables(orm: Orm, { names, schema }: Reading): Promise<DatabaseSchema> {
  const em = orm.em as unknown as { getConnection(): never; getPlatform(): never };
  const schemas = schema === undefined ? undefined : [schema];
  const only = [schema, schemas, names as string[]] as const;
  return DatabaseSchema.create(em.getConnection(), em.getPlatform(), orm.config as never, ...only);
}

/** Plans what the database lacks. Call it inside a transaction that no other process can write beside. */
export async function planTables(
  orm: Orm,
  models: readonly Model[],
  { types, schema, tables, createTables }: Planning,
): Promise<TablePlan> {
  const names = models.map(({ table }) => table);
  const isNew = names.every((name) => !tables.has(name));
  const platform = (orm.em as unknown as { getPlatform(): never }).getPlatform();
  // To look at a catalogue takes a dozen queries.
  const actual = isNew ? new DatabaseSchema(platform, schema ?? '') : await readTables(orm, { names, schema });
  const target = orm.schema.getTargetSchema();
  const plans = models.map((model) => {
    const declared = withForeignKeys(target.getTable(model.table), model);
    const existing = actual.getTable(model.table);
    if (existing === undefined) return { declared, existing, comparison: undefined };
    return { declared, existing, comparison: compareTable(model, existing, types) };
  });
  const created = plans
    .filter(({ existing }) => existing === undefined)
    .map(({ declared }) => [declared.name, declared]);
  const changed = plans.flatMap(({ declared, existing, comparison }, at) => {
    const model = models[at];
    if (existing === undefined || comparison === undefined || model === undefined) return [];
    return [[declared.name, additions(model, { existing, declared }, comparison)]];
  });
  const difference = {
    ...nothing(),
    newTables: Object.fromEntries(created),
    changedTables: Object.fromEntries(changed),
    fromSchema: actual,
  };
  return {
    script: orm.schema.diffToSQL(difference as never, { wrap: false, safe: true, dropTables: false }),
    problems: [
      ...plans.flatMap(({ comparison }) => comparison?.problems ?? []),
      ...models.flatMap((model, at) => [
        ...renamedTable(model, tables),
        ...withheld(model, plans[at]?.comparison, createTablesOf(createTables, tables)),
      ]),
    ],
    notices: plans.flatMap(({ comparison }) => comparison?.notices ?? []),
  };
}

/** The foreign keys are set on the table itself: they may name tables that no endpoint serves. */
export function withForeignKeys(
  table: DatabaseTable | undefined,
  { table: localTableName, columns }: Model,
): DatabaseTable {
  if (table === undefined) throw new Error(`MikroORM made no table ${localTableName}`);
  const keys = columns.flatMap(({ name, references }) => {
    if (references === undefined) return [];
    const constraintName = `fk_${localTableName}_${name}`;
    const referenced = { referencedTableName: references.table, referencedColumnNames: [references.column] };
    return [
      [constraintName, { constraintName, localTableName, columnNames: [name], ...referenced }] as [string, ForeignKey],
    ];
  });
  table.setForeignKeys(Object.fromEntries(keys));
  return table;
}

/** The difference of two tables reduced to what is safe to add. */
function additions(
  model: Model,
  { existing, declared }: { existing: DatabaseTable; declared: DatabaseTable },
  { missingColumns, missingIndexes }: Comparison,
): object {
  const names = new Set(missingColumns.map(({ name }) => name));
  const indexes = missingIndexes.map((column) => indexName(model, column));
  return {
    ...unchanged(),
    name: declared.getShortestName(),
    fromTable: existing,
    toTable: declared,
    addedColumns: Object.fromEntries([...names].map((name) => [name, declared.getColumn(name)])),
    addedIndexes: Object.fromEntries(indexes.map((name) => [name, declared.getIndex(name)])),
    addedForeignKeys: Object.fromEntries(
      Object.entries(declared.getForeignKeys()).filter(([, { columnNames }]) => names.has(columnNames[0] ?? '')),
    ),
  };
}

const empty = (keys: readonly string[]): Record<string, object> => Object.fromEntries(keys.map((key) => [key, {}]));

const unchanged = (): object =>
  empty(
    ['Columns', 'ForeignKeys', 'Indexes', 'Checks', 'Triggers', 'Policies'].flatMap((kind) =>
      ['added', 'changed', 'removed', 'renamed'].map((change) => `${change}${kind}`),
    ),
  );

const nothing = (): object => ({
  ...empty(
    ['Tables', 'Views', 'Routines'].flatMap((kind) =>
      ['new', 'changed', 'removed'].map((change) => `${change}${kind}`),
    ),
  ),
  newNativeEnums: [],
  removedNativeEnums: [],
  newNamespaces: new Set(),
  removedNamespaces: new Set(),
  orphanedForeignKeys: [],
});
