import { field, RestEndpoint } from 'lightapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openConnection } from '../../../../src/database/dialects/sqlite/connection.ts';
import { serve, temporaryFile } from '../../../serve.ts';
import { databaseFile } from '../../file.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}

describe('a connection', () => {
  it.each([temporaryFile, () => ':memory:'])(
    'waits for the disk at every commit, and enforces foreign keys',
    async (fileOf) => {
      const connection = await openConnection(fileOf());
      onTestFinished(() => connection.close());
      expect(connection.db.pragma('synchronous', { simple: true })).toBe(2);
      expect(connection.db.pragma('foreign_keys', { simple: true })).toBe(1);
    },
  );

  it('of a file writes ahead', async () => {
    const file = databaseFile();
    await serve({ '/books': BookEndpoint }, { database: file.url });
    expect(file.value('pragma journal_mode')).toBe('wal');
  });

  it('leaves no log behind when it is closed', async () => {
    const file = databaseFile();
    file.db.close();
    const { app, post } = await serve({ '/books': BookEndpoint }, { database: file.url });
    await post('/books', { title: 'a' });
    await app.close();
    const { existsSync } = await import('node:fs');
    expect([file.path, `${file.path}-wal`, `${file.path}-shm`].map((path) => existsSync(path))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('keeps working over more shapes of statements than it remembers', async () => {
    const names = Array.from({ length: 10 }, (_, at) => `field${at}`);
    class WideEndpoint extends RestEndpoint {
      constructor() {
        super();
        for (const name of names) Object.assign(this, { [name]: field.integer({ default: 0 }) });
      }
    }
    const { post, patch } = await serve({ '/wide': WideEndpoint });
    await post('/wide', {});
    const shape = (number: number): string[] => names.filter((_, at) => (number >> at) % 2 === 1);
    for (let version = 1; version <= 600; version += 1) {
      const body = Object.fromEntries(shape(version).map((name) => [name, version]));
      const reply = await patch('/wide/1', { ...body, version });
      expect([reply.status, reply.body]).toMatchObject([200, { ...body, version: version + 1 }]);
    }
    expect((await patch('/wide/1', { field0: -1, version: 601 })).body).toMatchObject({ field0: -1, version: 602 });
  });
});
