import { expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit.ts';
import { page, rowsOf } from '../house/markdown.ts';

it('every exit code stands in docs/cli.md, and no other', () => {
  const documented = rowsOf([page('docs/cli.md')], 'exit code').map(([code]) => Number(code));
  expect(documented).toEqual(Object.values(exitCodes));
});
