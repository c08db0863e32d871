/** Whatever bytes come over a connection: an answer below 500, nothing logged as unexpected, and the server goes on. */
import { connect } from 'node:net';
import { field, LightApi, RestEndpoint } from 'lightapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../../src/server/node.ts';
import { keepLog } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}

const host = 'Host: localhost\r\n';
const json = '{"title":"x"}';
const post = (headers: string, body = json): string =>
  `POST /books HTTP/1.1\r\n${host}Content-Type: application/json\r\n${headers}\r\n${body}`;

/** What is sent, byte for byte (Latin-1), and the status of the answer. */
const requests: Readonly<Record<string, readonly [bytes: string, status: number]>> = {
  'a whole URL as the target': [`GET http://other.example/books HTTP/1.1\r\n${host}\r\n`, 200],
  'a target that is no URL': [`GET http://[other/books HTTP/1.1\r\n${host}\r\n`, 400],
  'an asterisk as the target': [`OPTIONS * HTTP/1.1\r\n${host}\r\n`, 400],
  'a query as the target': [`GET ?after=1 HTTP/1.1\r\n${host}\r\n`, 400],
  'HTTP/1.0 without a host, as health checks speak': ['GET /healthz HTTP/1.0\r\n\r\n', 200],
  'HTTP/1.1 without a host': ['GET /books HTTP/1.1\r\n\r\n', 400],
  'an empty host': ['GET /books HTTP/1.1\r\nHost: \r\n\r\n', 200],
  'a host with a path': ['GET /books HTTP/1.1\r\nHost: a/b?c#d\r\n\r\n', 400],
  'a host with a password': ['GET /books HTTP/1.1\r\nHost: user:pw@other.example\r\n\r\n', 400],
  'a host with a port that is none': ['GET /books HTTP/1.1\r\nHost: localhost:99999\r\n\r\n', 400],
  'bytes that are no ASCII in the target': [`GET /books/\xff\xfe HTTP/1.1\r\n${host}\r\n`, 400],
  'half an escape in the path': [`GET /books/%E0%A4%A HTTP/1.1\r\n${host}\r\n`, 404],
  'half an escape in the query': [`GET /books?after=%E0%A4%A HTTP/1.1\r\n${host}\r\n`, 422],
  'a path of 15,000 characters': [`GET /${'a'.repeat(15_000)} HTTP/1.1\r\n${host}\r\n`, 404],
  'a path of 30,000 characters': [`GET /${'a'.repeat(30_000)} HTTP/1.1\r\n${host}\r\n`, 431],
  'two lengths': [post('Content-Length: 13\r\nContent-Length: 14\r\n'), 400],
  'a length and chunks': [
    post('Content-Length: 13\r\nTransfer-Encoding: chunked\r\n', `d\r\n${json}\r\n0\r\n\r\n`),
    400,
  ],
  'a chunk of no size': [post('Transfer-Encoding: chunked\r\n', `zz\r\n${json}\r\n0\r\n\r\n`), 400],
  'a length below zero': [post('Content-Length: -1\r\n', ''), 400],
  'an unknown expectation': [post('Expect: nonsense\r\nContent-Length: 13\r\n'), 417],
  'an upgrade that nobody offers': [post('Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 13\r\n'), 201],
  'a GET with a body': [`GET /books HTTP/1.1\r\n${host}Content-Length: 13\r\n\r\n${json}`, 200],
  'TRACE with a body': [`TRACE /books HTTP/1.1\r\n${host}Content-Length: 13\r\n\r\n${json}`, 405],
  'a method of WebDAV': [`PROPFIND /books HTTP/1.1\r\n${host}\r\n`, 405],
  'the beginning of TLS': ['\x16\x03\x01\x02\x00\x01\r\n\r\n', 400],
  'the beginning of HTTP/2': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
};

describe('a server', () => {
  it.each(Object.entries(requests))('answers %s', async (_, [bytes, status]) => {
    const logger = keepLog();
    const app = new LightApi({ database: 'sqlite:///:memory:', logger }).register({ '/books': BookEndpoint });
    const server = await listen(app.fetch, { host: '127.0.0.1', port: 0 });
    onTestFinished(async () => {
      await server.stop(0);
      await app.close();
    });
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname).setEncoding('latin1');
    const first = new Promise<string>((resolve) => socket.once('data', (text) => resolve(String(text))));
    socket.write(Buffer.from(bytes, 'latin1'));
    expect((await first).split('\r\n')[0]).toContain(`HTTP/1.1 ${status} `);
    socket.destroy();
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(logger.errors).toEqual([]);
  });
});
