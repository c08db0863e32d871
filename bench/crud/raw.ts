/** The same API by hand: node:http and better-sqlite3, prepared statements, validation and JSON by hand. Prints its port. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Sqlite from 'better-sqlite3';

const db = new Sqlite(process.argv[2]?.replace('sqlite:///', ''));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.pragma('foreign_keys = ON');

const columns = 'title, author, id, created_at, updated_at, version';
const getOne = db.prepare(`select ${columns} from books where id = ?`);
const list = db.prepare(`select ${columns} from books order by id limit 20`);
const insert = db.prepare(
  `insert into books (title, author, created_at, updated_at, version) values (?, ?, ?, ?, 1) returning ${columns}`,
);
const patch = db.prepare(
  `update books set title = coalesce(?, title), author = coalesce(?, author), updated_at = ?, version = version + 1 where id = ? and version = ? returning ${columns}`,
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

const server = createServer((request, response) => {
  const { method, url = '' } = request;
  const id = url.startsWith('/books/') ? Number(url.slice(7)) : undefined;
  if (method === 'GET' && id !== undefined) {
    const row = getOne.get(id);
    return row === undefined ? send(response, 404, { detail: 'not found' }) : send(response, 200, row);
  }
  if (method === 'GET') return send(response, 200, { results: list.all() });
  if (method === 'POST') {
    return read(request, ({ title, author }) => {
      if (!isText(title) || !isText(author)) return send(response, 422, { detail: 'title and author are required' });
      const now = new Date().toISOString();
      send(response, 201, insert.all(title, author, now, now)[0]);
    });
  }
  read(request, ({ title, author, version }) => {
    const wrong = [title, author].some((value) => value !== undefined && !isText(value));
    if (wrong || !Number.isInteger(version)) return send(response, 422, { detail: 'invalid' });
    const [row] = patch.all(title ?? null, author ?? null, new Date().toISOString(), id, version);
    return row === undefined ? send(response, 409, { detail: 'version conflict' }) : send(response, 200, row);
  });
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.once('SIGTERM', () => process.exit(0));
