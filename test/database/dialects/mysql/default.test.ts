import { expect, it } from 'vitest';
import { printedDefault } from '../../../../src/database/dialects/mysql/default.ts';

it.each([
  ['MariaDB', String.raw`'it\'s a\\b'`, '', String.raw`'it''s a\b'`],
  ['MariaDB', String.raw`'x''\n'`, '', `'x''\n'`],
  ['MariaDB', '5', '', '5'],
  ['MariaDB', 'current_timestamp()', '', 'current_timestamp()'],
  ['MySQL', "it's", '', "'it''s'"],
  ['MySQL', String.raw`_utf8mb4\'it\\\'s a\\\\b\'`, 'DEFAULT_GENERATED', String.raw`'it''s a\b'`],
  ['MySQL', 'CURRENT_TIMESTAMP', 'DEFAULT_GENERATED', 'CURRENT_TIMESTAMP'],
] as const)('%s prints a default as %s %s: it is %s', (name, printed, extra, sql) => {
  expect(printedDefault(printed, extra, { name })).toBe(sql);
});
