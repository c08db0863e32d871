import { pino } from 'pino';
import { expect, it } from 'vitest';
import { announce } from '../../src/server/announce.ts';
import { keepLog } from '../serve.ts';

const start = {
  url: 'http://127.0.0.1:8000',
  database: 'SQLite books.db',
  resources: [{ route: '/books', model: { name: 'Book', table: 'books', verbs: ['GET'] as const } }],
  metrics: 'http://127.0.0.1:9464',
  took: 12.3,
};

it('a start is told in words', () => {
  const log = keepLog();
  announce(log, start);
  expect(log.lines[0]?.split('\n')).toEqual([
    'LightAPI on http://127.0.0.1:8000, SQLite books.db',
    '  GET  /books       Book, table books',
    '  GET  /books/{id}',
    'Metrics on http://127.0.0.1:9464',
    'Ready in 12 ms',
  ]);
});

it('a start is told in fields where the logger takes them', () => {
  const lines: unknown[] = [];
  announce(
    pino({ base: null, timestamp: false }, { write: (line: string) => void lines.push(JSON.parse(line)) }),
    start,
  );
  const { resources: _, took, ...fields } = start;
  expect(lines).toEqual([{ level: 30, msg: 'listening', ...fields, routes: ['/books'], durationMs: Math.round(took) }]);
});
