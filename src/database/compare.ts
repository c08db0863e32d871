/** What lies between a Model and the table that a database has: what can be added, and what must be told instead. */
import type { DatabaseTable } from '@mikro-orm/sql';
import type { ConfigurationProblem } from '../errors.ts';
import type { Column, Model } from '../model.ts';

/** How one dialect holds columns. */
export interface ColumnTypes {
  readonly sqlType: (column: Column) => string;
  /** Whether a column that the database declares so holds the values of ours. */
  readonly fitsType: (column: Column, declared: string) => boolean;
  /** The default as SQL, where it is a plain value. */
  readonly defaultSql: (column: Column) => string | undefined;
  /** How a primary key is declared that the database gives. */
  readonly identity: { readonly type: string; readonly generated?: string };
}

/** Names of indexes as the Python original gives them. */
export const indexName = (model: Model, column: Column): string =>
  `${column.unique && !column.index ? 'uq' : 'ix'}_${model.table}_${column.name}`;

/** What a table lacks, what differs beyond repair, and what is merely worth telling. */
export interface Comparison {
  readonly missingColumns: readonly Column[];
  readonly missingIndexes: readonly Column[];
  readonly problems: readonly ConfigurationProblem[];
  readonly notices: readonly string[];
}

type ActualColumn = ReturnType<DatabaseTable['getColumns']>[number];

const automatic = (column: Column): boolean => column.input === 'none';

const migrate = 'Run "lightapi migrate diff", change the table by hand, or change the declaration.';

const withoutValue = 'Make it optional, or give it a default.';

/** A table that is there under its old name: another would be made beside it. */
export function* renamedTable(
  { name, table, renamedFrom }: Model,
  tables: ReadonlySet<string>,
): Iterable<ConfigurationProblem> {
  if (renamedFrom === undefined || tables.has(table) || !tables.has(renamedFrom)) return;
  yield {
    code: 'table_differs',
    where: `${name}, ${table}`,
    problem: `is ${renamedFrom} in the database.`,
    remedy: migrate,
  };
}

/** Why an existing column can't hold what the model says, in words. */
function* differences(
  column: Column,
  actual: ActualColumn,
  { types, isKey }: { readonly types: ColumnTypes; readonly isKey: boolean },
): Iterable<string> {
  if (!types.fitsType(column, actual.type)) {
    yield `is ${actual.type} in the database and ${types.sqlType(column)} in the declaration.`;
  }
  if (actual.nullable && !column.nullable && !automatic(column)) {
    yield 'may be NULL in the database and is required in the declaration.';
  }
  if (!actual.nullable && !actual.primary && column.nullable && !automatic(column)) {
    yield 'is NOT NULL in the database and optional in the declaration.';
  }
  const values = [...(actual.enumItems ?? [])].sort();
  const declared = [...(column.constraints.values ?? [])].sort();
  if (values.length > 0 && JSON.stringify(values) !== JSON.stringify(declared)) {
    const any = declared.length === 0 ? 'anything' : declared.join(', ');
    yield `takes ${values.join(', ')} in the database and ${any} in the declaration.`;
  }
  if (isKey && !actual.primary) yield 'is not the primary key in the database.';
}

function hasIndex(table: DatabaseTable, column: Column): boolean {
  return table.getIndexes().some(({ columnNames, unique, primary }) => {
    if (columnNames[0] !== column.name) return false;
    return !column.unique || ((unique || primary) && columnNames.length === 1);
  });
}

/** Where a column's foreign key leads in the database: `authors.id`. */
function foreignKeyOf(table: DatabaseTable, name: string): string | undefined {
  const key = Object.values(table.getForeignKeys()).find(({ columnNames }) => columnNames[0] === name);
  return key && `${key.referencedTableName.split('.').at(-1)}.${key.referencedColumnNames[0]}`;
}

const hasOwnUnique = (table: DatabaseTable, { name }: Column): boolean =>
  table
    .getIndexes()
    .some(
      ({ columnNames, unique, primary }) => unique && !primary && columnNames.length === 1 && columnNames[0] === name,
    );

/** Rules that the database has and a column does not declare: it goes on refusing what breaks them. */
function* strictness(model: Model, table: DatabaseTable): Iterable<string> {
  for (const column of model.columns) {
    const at = `${model.table}.${column.name}`;
    const key = foreignKeyOf(table, column.name);
    if (key !== undefined && column.references === undefined) {
      yield `${at} refers to ${key} in the database, not in ${model.name}: the database goes on refusing other values.`;
    }
    if (!column.unique && hasOwnUnique(table, column)) {
      yield `${at} is unique in the database, not in ${model.name}: the database goes on refusing equal values.`;
    }
  }
}

const isRenamed = ({ renamedFrom }: Column, table: DatabaseTable): boolean =>
  renamedFrom !== undefined && table.hasColumn(renamedFrom);

/** Compares one table with its model. */
export function compareTable(model: Model, table: DatabaseTable, types: ColumnTypes): Comparison {
  const problems: ConfigurationProblem[] = [];
  const differs = (name: string, problem: string, remedy = migrate): void => {
    problems.push({ code: 'table_differs', where: `${model.name}, ${model.table}.${name}`, problem, remedy });
  };
  const missingColumns = model.columns.filter(({ name }) => !table.hasColumn(name));
  for (const column of missingColumns) {
    const { name } = column;
    if (isRenamed(column, table)) differs(name, `is ${column.renamedFrom} in the database.`);
    else if (!column.nullable && types.defaultSql(column) === undefined) {
      differs(name, 'is not in the database, and rows that exist would have no value.', withoutValue);
    }
  }
  for (const column of model.columns) {
    const actual = table.getColumn(column.name);
    if (actual === undefined || column.isReflected) continue;
    const isKey = column.name === model.primaryKey.name;
    for (const difference of differences(column, actual, { types, isKey })) differs(column.name, difference);
    const { references } = column;
    const key = foreignKeyOf(table, column.name);
    if (references !== undefined && key !== `${references.table}.${references.column}`) {
      const found = key === undefined ? 'has no foreign key' : `refers to ${key}`;
      differs(
        column.name,
        `${found} in the database and refers to ${references.table}.${references.column} in the declaration.`,
      );
    }
  }
  const unknown = table.getColumns().filter(({ name }) => !model.columns.some((column) => column.name === name));
  const renamed = new Set(missingColumns.map(({ renamedFrom }) => renamedFrom));
  for (const { name, nullable, default: value } of unknown) {
    if (!nullable && value == null && !renamed.has(name))
      differs(name, 'is NOT NULL in the database and not in the declaration.');
  }
  return {
    missingColumns,
    missingIndexes: model.columns.filter(
      (column) => !column.isReflected && (column.unique || column.index) && !hasIndex(table, column),
    ),
    problems,
    notices: [
      ...unknown.map(
        ({ name }) => `${model.table}.${name} is in the database, not in ${model.name}: it is left alone.`,
      ),
      ...strictness(model, table),
    ],
  };
}
