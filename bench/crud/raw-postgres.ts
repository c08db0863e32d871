/** The same API by hand: node:http and a pool of pg with named statements, validation and JSON by hand. Prints its port. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 });
// 64-bit integers and times as this project's replies have them.
const types = {
  getTypeParser: (oid: number) => {
    if (oid === pg.types.builtins.INT8) return Number;
    if (oid !== pg.types.builtins.TIMESTAMPTZ) return (text: string) => text;
    return (text: string) => `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, 23).padEnd(3, '0')}Z`;
  },
} as pg.CustomTypesConfig;

const columns = 'title, author, id, created_at, updated_at, version';
const run = async (name: string, text: string, values: unknown[] = []) =>
  (await pool.query({ name, text, values, types })).rows;
const getOne = (id: number) => run('get', `select ${columns} from books where id = $1`, [id]);
const list = () => run('list', `select ${columns} from books order by id limit 20`);
const insert = (title: string, author: string, now: string) =>
  run(
    'insert',
    `insert into books (title, author, created_at, updated_at, version) values ($1, $2, $3, $3, 1) returning ${columns}`,
    [title, author, now],
  );
const patch = (values: unknown[]) =>
  run(
    'patch',
    `update books set title = coalesce($1, title), author = coalesce($2, author), updated_at = $3, version = version + 1 where id = $4 and version = $5 returning ${columns}`,
    values,
  );

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function read(request: IncomingMessage, use: (body: Record<string, unknown>) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => use(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.length >= 1;

const server = createServer(async (request, response) => {
  const { method, url = '' } = request;
  const id = url.startsWith('/books/') ? Number(url.slice(7)) : undefined;
  if (method === 'GET' && id !== undefined) {
    const [row] = await getOne(id);
    return row === undefined ? send(response, 404, { detail: 'not found' }) : send(response, 200, row);
  }
  if (method === 'GET') return send(response, 200, { results: await list() });
  if (method === 'POST') {
    return read(request, async ({ title, author }) => {
      if (!isText(title) || !isText(author)) return send(response, 422, { detail: 'title and author are required' });
      send(response, 201, (await insert(title, author, new Date().toISOString()))[0]);
    });
  }
  read(request, async ({ title, author, version }) => {
    const wrong = [title, author].some((value) => value !== undefined && !isText(value));
    if (wrong || !Number.isInteger(version)) return send(response, 422, { detail: 'invalid' });
    const [row] = await patch([title ?? null, author ?? null, new Date().toISOString(), id, version]);
    return row === undefined ? send(response, 409, { detail: 'version conflict' }) : send(response, 200, row);
  });
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.once('SIGTERM', () => process.exit(0));
