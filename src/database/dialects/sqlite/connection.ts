/** One open SQLite file: the writer's connection and the reader's beside it. */
import Sqlite from 'better-sqlite3';
import { whileBusy } from './busy.ts';
import { cannotOpen } from './errors.ts';
import { registerFunctions } from './functions.ts';
import { endReads, Reader } from './reader.ts';
import { prepareRun, type Run } from './run.ts';
import { Writer } from './writer.ts';

export interface Connection {
  readonly db: Sqlite.Database;
  readonly writer: Writer;
  readonly read: Run;
  /** On the writer's connection: call it inside `writer.write`. */
  readonly run: Run;
  readonly close: () => Promise<void>;
}

async function openFile(file: string): Promise<Sqlite.Database> {
  let db: Sqlite.Database | undefined;
  try {
    const opened = new Sqlite(file, { timeout: 0 });
    db = opened;
    await whileBusy(() => opened.pragma('journal_mode = WAL'));
    opened.pragma('synchronous = FULL');
    opened.pragma('foreign_keys = ON');
    registerFunctions(opened);
    return opened;
  } catch (error) {
    db?.close();
    throw cannotOpen(file, error);
  }
}

/** Opens `file`, or `:memory:`, where one connection serves both sides. Throws `ConfigurationError`. */
export async function openConnection(file: string): Promise<Connection> {
  const db = await openFile(file);
  const reader = db.memory ? undefined : new Reader(file);
  const writer = new Writer(db, endReads);
  const run = prepareRun(db);
  const close = async (): Promise<void> => {
    await writer.drained();
    reader?.close();
    db.close();
  };
  return { db, writer, run, read: reader?.read ?? run, close };
}
