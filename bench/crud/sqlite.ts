/** SQLite files to measure on, each a copy of one with rows. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { start } from '../process.ts';
import type { Ground } from './ground.ts';

/** A file with the table as this project makes it, and its rows. */
async function seed(folder: string, rows: number): Promise<string> {
  const file = join(folder, 'seed.db');
  const maker = await start(new URL('./lightapi.ts', import.meta.url), [`sqlite:///${file}`], 0);
  await maker.stop();
  const db = new Sqlite(file);
  const now = '2026-11-22T05:15:20.291Z';
  const insert = db.prepare(
    'insert into books (id, title, author, created_at, updated_at, version) values (?, ?, ?, ?, ?, 1)',
  );
  db.transaction(() => {
    for (let id = 1; id <= rows; id += 1)
      insert.run(id, `The title of book ${id}`, `Author number ${id % 100}`, now, now);
  })();
  db.close();
  return file;
}

export async function sqliteGround(rows: number): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'lightapi-bench-'));
  const source = await seed(folder, rows);
  let count = 0;
  return {
    label: 'SQLite at synchronous=FULL',
    raw: 'raw.ts',
    fresh: async () => {
      count += 1;
      const file = join(folder, `copy-${count}.db`);
      copyFileSync(source, file);
      return `sqlite:///${file}`;
    },
    close: async () => rmSync(folder, { recursive: true }),
  };
}
