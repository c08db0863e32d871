import type { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { withClient } from '../../../../src/database/dialects/mysql/pool.ts';
import { ask, type Client, runStatement } from '../../../../src/database/dialects/mysql/run.ts';
import { freshDatabase } from '../../../servers.ts';

const readBack = { sql: 'select id, name from things where id = ?', order: ['id'] };
const insert = { sql: 'insert into things (name) values (?)', order: ['set name'], readBack };
const update = { sql: 'update things set name = ? where id = ?', order: ['set name', 'id'], readBack };

const withThings = async (work: (client: Client) => Promise<void>): Promise<void> =>
  withClient(await freshDatabase(), {}, async (client) => {
    await ask(client, 'create table things (id bigint primary key auto_increment, name varchar(20))');
    await work(client);
  });

it('a new row is read back by the id that the database gave it', () =>
  withThings(async (client) => {
    expect(await runStatement(client, insert, { values: ['a'] })).toEqual([{ id: 1, name: 'a' }]);
    expect(await runStatement(client, insert, { values: ['b'] })).toEqual([{ id: 2, name: 'b' }]);
  }));

it('a changed row is read back by the id that it was looked for by, also where nothing changed', () =>
  withThings(async (client) => {
    await runStatement(client, insert, { values: ['a'] });
    expect(await runStatement(client, update, { values: ['b', 1] })).toEqual([{ id: 1, name: 'b' }]);
    expect(await runStatement(client, update, { values: ['b', 1] })).toEqual([{ id: 1, name: 'b' }]);
    expect(await runStatement(client, update, { values: ['b', 2] })).toEqual([]);
  }));

it('rows that are taken one by one are refused where the connection is lost', () =>
  withThings(async (client) => {
    const statement = { sql: 'select sleep(5)', order: [] };
    const refused = expect(runStatement(client, statement, { values: [], byteLimit: 100 })).rejects.toMatchObject({
      code: 'PROTOCOL_CONNECTION_LOST',
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    (client as unknown as { stream: Duplex }).stream.destroy();
    await refused;
  }));
