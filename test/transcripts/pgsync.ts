/** The original on PostgreSQL: an app that its exchanges imply, since none is recorded. */
import { field, type Meta, RestEndpoint } from 'lightapi';
import type { Difference } from './difference.ts';
import { because } from './everywhere.ts';
import { readExchanges } from './exchange.ts';
import { badVersion, inQuery, malformed, notUnique, problem, refused, versionConflict } from './refusals.ts';
import type { Transcript } from './replay.ts';

class Everything extends RestEndpoint {
  s = field.string();
  i = field.integer();
  f = field.number();
  b = field.boolean();
  dt = field.datetime();
  dec = field.decimal();
  u = field.uuid();
  static override meta: Meta<Everything> = { filtering: { fields: ['s', 'i', 'f', 'b', 'dt', 'dec', 'u'] } };
}

class Uniq extends RestEndpoint {
  slug = field.string({ unique: true });
}

class Art extends RestEndpoint {
  title = field.string({ minLength: 1 });
  static override meta: Meta<Art> = { pagination: { style: 'cursor', pageSize: 2 } };
}

const sent = {
  s: 'a',
  i: 1,
  f: 1.5,
  b: true,
  dt: '2024-05-06T07:08:09.000Z',
  dec: '12.34',
  u: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
};

const differences: readonly Difference[] = [
  {
    names: ['i32_over'],
    because: 'an integer is any that JSON holds exactly, where the original has 32 bits and crashes',
    status: 201,
    body: { ...sent, i: 2147483648 },
  },
  {
    names: ['nul'],
    because: 'SQLite stores any text; PostgreSQL has no character 0, and the original crashes',
    status: 201,
    body: { ...sent, s: 'a\0b' },
  },
  {
    names: ['inf'],
    because: because.noPoison,
    spendsId: true,
    ...refused({ ...problem.finite, loc: ['f'], input: null }),
  },
  { names: ['nan'], because: `NaN is not JSON; ${because.noPoison}`, spendsId: true, ...malformed },
  { names: ['list_after_inf', 'list_after_nan'], because: because.noPoison, status: 200, sameAs: '/everything' },
  { names: ['filter_i_bad'], because: because.noCrash, ...inQuery(problem.integerText, 'i', 'abc') },
  { names: ['filter_u_bad'], because: because.noCrash, ...inQuery(problem.uuidText, 'u', 'x') },
  { names: ['filter_dt_bad'], because: because.noCrash, ...inQuery(problem.timeTooShort, 'dt', 'x') },
  { names: ['filter_dec_bad'], because: because.noCrash, ...inQuery(problem.decimalText, 'dec', 'x') },
  { names: ['filter_f'], because: because.noCrash, ...inQuery(problem.numberText, 'f', 'x') },
  { names: ['filter_b'], because: because.exactFilters, ...inQuery(problem.booleanText, 'b', 'x') },
  {
    names: ['filter_s_nul'],
    because: 'SQLite finds any text; PostgreSQL has no character 0, and the original crashes',
    status: 200,
    rows: ({ s }) => s === 'a\0b',
  },
  {
    names: ['version_big', 'version_true'],
    because: `a version that the row does not have is a conflict, true being 1: ${because.noCrash}`,
    status: 409,
    body: versionConflict,
  },
  { names: ['version_str'], because: because.noCrash, ...badVersion('1') },
  { names: ['uq_dup'], because: because.conflict, spendsId: true, ...notUnique('slug', 'a') },
  { names: ['cur_str'], because: because.signedCursors, ...inQuery(problem.cursor, 'cursor', 'eyJpZCI6IngifQ==') },
];

/** SQLite, where the original had PostgreSQL. */
const database = 'sqlite:///:memory:';

export const pgsync: Transcript = {
  exchanges: readExchanges('pgsync'),
  endpoints: { '/everything': Everything, '/uniqs': Uniq, '/arts': Art },
  options: { database },
  differences,
};
