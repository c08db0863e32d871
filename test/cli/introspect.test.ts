import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { field, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { serve } from '../serve.ts';
import { databaseWith, dialect, freshDatabase } from '../servers.ts';
import { openProject } from './command.ts';

/** A database that plain SQL made, without this project. */
const script = readFileSync(join(import.meta.dirname, `../database/reflect/${dialect}.sql`), 'utf8');
const root = join(import.meta.dirname, '../..');

const shop = `
  create table products (
    sku varchar(12) not null primary key,
    title varchar(80) not null unique,
    state varchar(8) not null default 'new' check (state in ('new', 'sold')),
    price numeric(9, 2) not null check (price >= 0),
    stock integer not null default 3 check (stock between 0 and 100),
    made ${dialect === 'postgres' ? 'timestamptz' : 'timestamp'} not null default current_timestamp,
    api_token varchar(40)
  );`;

/** Where no text of a URL may stand in a file, the environment names the database. */
const environment = (url: string): NodeJS.ProcessEnv => ({ LIGHTAPI_DATABASE_URL: url });

describe('lightapi introspect', { timeout: 30_000 }, () => {
  it.each(['app.ts', 'lightapi.yaml'])('writes %s, which runs, and leaves nothing to migrate', async (file) => {
    const url = await databaseWith(script);
    const project = openProject('');
    const yaml = file === 'app.ts' ? '' : ' --yaml';
    const { code, err } = await project.run(`introspect ${url} --write${yaml} --out written-${file}`);
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('log is left out: it has no primary key.') });
    const env = environment(url);
    const check = await project.run(`migrate check written-${file}`, { env });
    expect(check).toMatchObject({ code: 0, out: expect.stringContaining('is as declared') });
    const { out } = await project.run(`explain written-${file}`.split(' ').concat('GET /items/sicp'), { env });
    expect(out).toMatch(/^GET \/items\/sicp: 200\./);
  });

  it('says keys, lengths, enums, defaults, bounds and what is unique; what the database works out is left to it', async () => {
    const { out } = await openProject('').run(`introspect ${await databaseWith(shop)}`);
    for (const line of [
      '  sku = field.string({ primaryKey: true, maxLength: 12 });',
      '  title = field.string({ unique: true, maxLength: 80 });',
      "  state = field.enum(['new', 'sold'], { default: 'new' });",
      '  price = field.decimal({ maxDigits: 9, decimalPlaces: 2, ge: 0 });',
      '  stock = field.integer({ default: 3, ge: 0, le: 100 });',
      '  api_token = field.string({ optional: true, writeOnly: true, maxLength: 40 });',
    ]) {
      expect(out.split('\n')).toContain(line);
    }
    expect(out).toMatch(/ {2}\/\/ made: the database gives it: .*current_timestamp|now\(\)/i);
    expect(out).toContain(
      "static override meta: Meta<ProductEndpoint> = { reflect: true, table: 'products', methods: ['GET'] };",
    );
  });

  it('says a table of our own as the class that made it', async () => {
    class BookEndpoint extends RestEndpoint {
      title = field.string({ maxLength: 80, unique: true });
      state = field.enum(['draft', 'live'], { default: 'draft' });
      price = field.decimal({ optional: true, maxDigits: 9, decimalPlaces: 2 });
      isbn = field.string({ optional: true, maxLength: 20, index: true });
    }
    const url = dialect === 'sqlite' ? await databaseWith('') : await freshDatabase();
    const { app } = await serve({ '/books': BookEndpoint }, { database: url });
    await app.close();
    const { out } = await openProject('').run(`introspect ${url} --write`);
    expect(out).toContain(`export class BookEndpoint extends RestEndpoint {
  title = field.string({ unique: true, maxLength: 80 });
  state = field.enum(['draft', 'live'], { default: 'draft' });
  price = field.decimal({ optional: true, maxDigits: 9, decimalPlaces: 2 });
  isbn = field.string({ optional: true, index: true, maxLength: 20 });
}
`);
  });

  it.runIf(dialect === 'sqlite')('has types, and writes over no file', async () => {
    const url = await databaseWith(script + shop);
    const project = openProject('');
    symlinkSync(join(root, 'node_modules/@types'), join(project.cwd, 'node_modules/@types'));
    await project.run(`introspect ${url} --out written.ts`);
    const options = { strict: true, noImplicitOverride: true, module: 'nodenext', noEmit: true, skipLibCheck: true };
    const compilerOptions = { ...options, allowImportingTsExtensions: true, types: ['node'], target: 'es2024' };
    writeFileSync(join(project.cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['written.ts'] }));
    const tsc = join(root, 'node_modules/.bin/tsc');
    execFileSync(tsc, ['-p', project.cwd, '--customConditions', 'lightapi-source'], { encoding: 'utf8' });
    mkdirSync(join(project.cwd, 'more'));
    expect(await project.run(`introspect ${url} --out written.ts`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('not written over'),
    });
  });
});
