/** The load of one operation on one server: `client.ts <port> <operation> <seconds> <rows>`. Prints the result as JSON. */
import { type Client, load, request } from '../load.ts';

const [port = '', operation = '', seconds = '', rows = ''] = process.argv.slice(2);
const connections = 32;

/** Each connection reads its own part of the ids, so that no two sides of a comparison see another pattern. */
function getOne(at: number): Client {
  let id = at;
  return {
    next: () => {
      id = (id + 7919) % Number(rows);
      return request('GET', `/books/${id + 1}`);
    },
  };
}

function list(): Client {
  const bytes = request('GET', '/books');
  return { next: () => bytes };
}

function create(at: number): Client {
  let count = 0;
  return {
    next: () => {
      count += 1;
      return request('POST', '/books', JSON.stringify({ title: `Title ${at}.${count}`, author: 'Robert Martin' }));
    },
  };
}

/** Each connection changes a row of its own, at the version that it last saw. */
async function patch(at: number): Promise<Client> {
  const id = at + 1;
  const row = (await (await fetch(`http://127.0.0.1:${port}/books/${id}`)).json()) as { version: number };
  let { version } = row;
  return {
    next: () => request('PATCH', `/books/${id}`, JSON.stringify({ title: `Version ${version}`, version })),
    answered: (status) => {
      if (status === 200) version += 1;
    },
  };
}

const operations: Readonly<Record<string, (at: number) => Client | Promise<Client>>> = { getOne, list, create, patch };
const make = operations[operation];
if (make === undefined) throw new Error(`no operation ${operation}`);
const clients = await Promise.all(Array.from({ length: connections }, (_, at) => make(at)));
console.log(JSON.stringify(await load(Number(port), clients, Number(seconds))));
process.exit(0);
