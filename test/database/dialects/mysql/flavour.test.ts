import { expect, it } from 'vitest';
import { flavourOf } from '../../../../src/database/dialects/mysql/flavour.ts';

it.each([
  ['8.0.36', 'MySQL', 'utf8mb4_0900_bin', 'json', false],
  ['9.1.0-commercial', 'MySQL', 'utf8mb4_0900_bin', 'json', false],
  ['8.0.11-TiDB-v8.5.0', 'MySQL', 'utf8mb4_0900_bin', 'json', false],
  ['10.5.8-MariaDB', 'MariaDB', 'utf8mb4_nopad_bin', 'longtext', true],
  ['11.4.2-MariaDB-ubu2404', 'MariaDB', 'utf8mb4_nopad_bin', 'longtext', true],
])('%s is %s', (version, name, binary, json, returnsInserted) => {
  expect(flavourOf(version)).toMatchObject({ name, binary, json, returnsInserted });
});

it.each(['5.7.44-log', '8.0.16', '10.4.34-MariaDB', 'of no number'])('%s is not served', (version) => {
  expect(flavourOf(version)).toBeUndefined();
});

it('folds case by the newest rules that the server has', () => {
  expect(flavourOf('10.10.2-MariaDB')?.folding).toBe('utf8mb4_uca1400_as_ci');
  expect(flavourOf('10.6.18-MariaDB')?.folding).toBe('utf8mb4_unicode_520_ci');
});
