import { expect, it } from 'vitest';
import { statementsOf } from '../../../../src/database/dialects/mysql/script.ts';

it('a script is cut at semicolons outside of texts, names and comments', () => {
  const script = `-- a; b
insert into t values ('it''s; \\', 1); # no;
update "t;" set \`a;\` = '--' /* ; */ where a = 1--1;
#
  select 1`;
  expect(statementsOf(script)).toEqual([
    "insert into t values ('it''s; \\', 1)",
    'update "t;" set `a;` = \'--\'  where a = 1--1',
    'select 1',
  ]);
});

it('a script may say what ends its statements', () => {
  const script =
    'select 1;\ndelimiter //\ncreate trigger a before insert on t for each row begin set @a = 1; end//\nDELIMITER ;\nselect 2;';
  expect(statementsOf(script)).toEqual([
    'select 1',
    'create trigger a before insert on t for each row begin set @a = 1; end',
    'select 2',
  ]);
});

it('comments that the server reads stay', () => {
  expect(statementsOf('/*! select 1 */; /*M! select 2 */;\n-- end')).toEqual(['/*! select 1 */', '/*M! select 2 */']);
});
