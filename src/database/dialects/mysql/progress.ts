/** Applies a file statement by statement, and remembers how far it came: MySQL can't undo changes of tables. */
import type { Connection } from 'mysql2';
import { ConfigurationError } from '../../../errors.ts';
import { migrationsTable } from '../../create-tables.ts';
import { checksumOf } from '../../migration/migrator.ts';
import { ask, askRows } from './run.ts';
import { statementsOf } from './script.ts';

/** How many statements of a file are done that is not done whole. */
export const progressTable = 'lightapi_migration_progress';

const create = `create table if not exists ${progressTable} (
  name varchar(255) not null primary key,
  done integer not null,
  checksum varchar(64) not null
)`;

const refused = (where: string, problem: string, remedy: string): ConfigurationError =>
  new ConfigurationError([{ code: 'migration_failed', where, problem, remedy }]);

/** Enough of a statement to find it. */
const shortened = (statement: string): string => {
  const line = statement.replaceAll(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 100)} …` : line;
};

interface Place {
  readonly name: string;
  readonly statements: readonly string[];
  /** Which one is the next. */
  readonly at: number;
}

function stopped({ name, statements, at }: Place, error: unknown): ConfigurationError {
  const said = error instanceof Error ? error.message : String(error);
  const before = at === 0 ? 'Nothing was done.' : 'What stands before it is done, and stays.';
  return refused(
    name,
    `statement ${at + 1} of ${statements.length} failed: ${said}. It is: ${shortened(statements[at] ?? '')}.`,
    `${before} Change the rows, or the file from there on, and run "lightapi migrate up" again: it goes on there.`,
  );
}

const checksumBefore = ({ statements, at }: Place): string => checksumOf(statements.slice(0, at).join(';\n'));

/** Where a file is to go on. */
async function placeIn(client: Connection, name: string, script: string): Promise<Place> {
  const statements = statementsOf(script);
  const [before] = await askRows(client, `select done, checksum from ${progressTable} where name = ?`, [name]);
  const place = { name, statements, at: Number(before?.done ?? 0) };
  if (before === undefined || checksumBefore(place) === before.checksum) return place;
  throw refused(
    name,
    `its first ${place.at} statements were done, and are others now.`,
    'Restore them, and change only what follows.',
  );
}

/** What changes rows is remembered in its transaction; a change of a table ends that. */
async function advance(client: Connection, place: Place): Promise<void> {
  const { name, statements, at } = place;
  const after = { ...place, at: at + 1 };
  try {
    await ask(client, 'start transaction');
    await ask(client, statements[at] ?? '');
    await askRows(client, `replace into ${progressTable} (name, done, checksum) values (?, ?, ?)`, [
      ...[name, after.at, checksumBefore(after)],
    ]);
    await ask(client, 'commit');
  } catch (error) {
    await ask(client, 'rollback').catch(() => undefined);
    throw stopped(place, error);
  }
}

/** Runs what is not done of a file. Throws `ConfigurationError` with the statement that failed. */
export async function resume(client: Connection, name: string, script: string): Promise<void> {
  await ask(client, create);
  await ask(client, `delete from ${progressTable} where name in (select name from ${migrationsTable})`);
  const place = await placeIn(client, name, script);
  for (let { at } = place; at < place.statements.length; at += 1) await advance(client, { ...place, at });
}

/** How many statements are done of files that stopped on the way. */
export async function stoppedAt(client: Connection): Promise<ReadonlyMap<string, number>> {
  const [found] = await askRows(
    client,
    'select 1 from information_schema.tables where table_schema = database() and table_name = ?',
    [progressTable],
  );
  const rows = found === undefined ? [] : await askRows(client, `select name, done from ${progressTable}`);
  return new Map(rows.map(({ name, done }) => [String(name), Number(done)]));
}
