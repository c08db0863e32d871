import Sqlite from 'better-sqlite3';
import { ConfigurationError } from 'lightapi';
import { expect, it, onTestFinished } from 'vitest';
import { makeDatabaseApp } from '../../src/cli/database-app.ts';
import { speak, temporaryFile } from '../serve.ts';

const shop = `
  create table customers (id integer primary key, email text not null, password_hash text not null, photo blob);
  create table orders (code varchar(9) primary key, customer_id integer references customers (id), total numeric(9, 2));
  create table log (line text);
  create table stock (shelf integer, place integer, primary key (shelf, place));
  create table "two words" (id integer primary key);
  create table alembic_version (version_num varchar(32) primary key);
  create view big_orders as select code as id, total from orders where total > 100;
  create view totals as select sum(total) as total from orders;
  create virtual table notes using fts5 (body);
  insert into customers values (1, 'ann@example.org', 'x', null);
  insert into orders values ('a1', 1, 120.5);`;

/** The API of a database, and what was told of it. */
async function open(script: string, write = false) {
  const file = temporaryFile();
  new Sqlite(file).exec(script).close();
  const told: string[] = [];
  const app = await makeDatabaseApp(`sqlite:///${file}`, { write, tell: (line) => told.push(line) });
  onTestFinished(() => app.close());
  return { ...speak(app), told };
}

it('serves every table and view that it can, and says what it leaves out', async () => {
  const { app, get, told } = await open(shop);
  expect((await app.resources()).map(({ route }) => route)).toEqual(['/big_orders', '/customers', '/orders']);
  expect(told).toEqual([
    'log is left out: it has no primary key.',
    'stock is left out: its primary key has 2 columns.',
    'totals is left out: it is a view without a column id.',
    'two words is left out: its name is no plain one.',
    'customers is served without photo: JSON has no form for the type.',
    'customers is served without password_hash, whose name is that of a secret.',
    'Read-only: --write serves POST, PUT, PATCH and DELETE as well.',
  ]);
  expect((await get('/customers/1')).body).toEqual({ id: 1, email: 'ann@example.org' });
  expect((await get('/orders?total__gt=100&ordering=-total')).body.results).toMatchObject([{ code: 'a1' }]);
  expect((await get('/big_orders/a1')).status).toBe(200);
});

it('shows nothing whose name may be that of a secret', async () => {
  const { get, told } = await open(`
    create table users (id integer primary key, pwd text, totp_seed text, auth_key text, compass text, keyboard text);
    create table sessions (token text primary key, name text);
    insert into users values (1, 'a', 'b', 'c', 'north', 'qwerty');`);
  expect((await get('/users/1')).body).toEqual({ id: 1, compass: 'north', keyboard: 'qwerty' });
  expect(told).toContain('sessions is left out: its primary key token may be a secret.');
});

it('a hidden column can not be found out by filters', async () => {
  const { get } = await open(shop);
  expect((await get('/customers?password_hash=y')).body.results).toHaveLength(1);
});

it('is read alone, unless writing is asked for', async () => {
  const customer = { email: 'bob@example.org', password_hash: 'y' };
  expect((await (await open(shop)).post('/customers', customer)).status).toBe(405);
  const { post, told } = await open(shop, true);
  const { status, body } = await post('/customers', customer);
  expect({ status, body }).toEqual({ status: 201, body: { id: 2, email: 'bob@example.org' } });
  expect(told.at(-1)).toContain('Everybody who reaches this server may write');
});

it('has short pages, however they are asked', async () => {
  const { get } = await open(`create table numbers (id integer primary key);
    with recursive n (value) as (select 1 union all select value + 1 from n where value < 60)
    insert into numbers select value from n;`);
  expect((await get('/numbers')).body.results).toHaveLength(50);
  expect((await get('/numbers?page_size=100000')).status).toBe(422);
});

it('refuses a database without tables', async () => {
  await expect(open('')).rejects.toThrow(ConfigurationError);
});
