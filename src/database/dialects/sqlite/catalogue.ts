/** MikroORM's look at a SQLite file, with what it reads wrongly put right. */
import type { Configuration } from '@mikro-orm/core';
import {
  AbstractSqlDriver,
  BaseSqliteConnection,
  SqlitePlatform as BaseSqlitePlatform,
  SqliteSchemaHelper,
} from '@mikro-orm/sql';

const list = /check\s*\(\s*["`[]?(\w+)["`\]]?\s+in\s*\(\s*((?:'(?:[^']|'')*'\s*,?\s*)+)\)\s*\)/gi;

/** The lists of values in the checks of a table's statement. */
function valuesIn(sql: string): ReadonlyMap<string, string[]> {
  const items = (text: string): string[] =>
    [...text.matchAll(/'((?:[^']|'')*)'/g)].map(([, item = '']) => item.replaceAll("''", "'"));
  return new Map([...sql.matchAll(list)].map(([, name = '', text = '']) => [name, items(text)]));
}

type Load = Parameters<SqliteSchemaHelper['loadInformationSchema']>;

/** MikroORM ends the list of an enum at the first parenthesis, also in a value. */
class WholeLists extends SqliteSchemaHelper {
  override async loadInformationSchema(...[schema, connection, tables, ...rest]: Load): Promise<void> {
    await super.loadInformationSchema(schema, connection, tables, ...rest);
    const statements = await connection.execute<{ name: string; sql: string }[]>(
      "select name, sql from sqlite_master where type = 'table'",
    );
    for (const { name, sql } of statements) {
      const values = valuesIn(sql);
      for (const column of schema.getTable(name)?.getColumns() ?? []) {
        const items = values.get(column.name);
        if (items !== undefined) column.enumItems = items;
      }
    }
  }
}

class SqlitePlatform extends BaseSqlitePlatform {
  protected override readonly schemaHelper: SqliteSchemaHelper = new WholeLists(this);
}

export class SqliteDriver extends AbstractSqlDriver<BaseSqliteConnection> {
  constructor(config: Configuration) {
    super(config, new SqlitePlatform(), BaseSqliteConnection, ['kysely']);
  }
}
