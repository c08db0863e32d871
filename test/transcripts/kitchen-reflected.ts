/** The endpoints whose tables were there before the app, and how they end otherwise. */
import { field, type Meta, RestEndpoint } from 'lightapi';
import type { Difference } from './difference.ts';

const sql = `
  create table legacy_users (id integer primary key, name varchar(50) not null, email varchar(100), age integer);
  insert into legacy_users (name, email, age) values ('ann', 'a@x.io', 30), ('bob', null, null);
  create table legacy_full (id integer primary key, name varchar(50) not null, note text,
    created_at datetime, updated_at datetime, version integer not null);
  insert into legacy_full (name, version) values ('one', 1);
  create table legacy_partial (id integer primary key, name varchar(50) not null,
    created_at datetime, updated_at datetime, version integer not null);
  insert into legacy_partial (name, version) values ('p1', 1);`;

const noStamps = { created_at: null, updated_at: null, version: null };
const ann = { id: 1, name: 'ann', email: 'a@x.io', age: 30 };
const bob = { id: 2, name: 'bob', email: null, age: null };
const one = { id: 1, name: 'one', note: null, created_at: null, updated_at: null, version: 1 };
const first = { id: 1, name: 'p1', created_at: null, updated_at: null, version: 1 };

export const existing = {
  sql,
  rows: {
    '/legacyusers': [ann, bob].map(
      (row) =>
        [
          { ...row, ...noStamps },
          { ...row, ...noStamps },
        ] as const,
    ),
    '/legacyfull': [[one, one] as const],
    '/legacypartial': [[first, { ...first, new_field: null }] as const],
  },
};

class LegacyUsersEndpoint extends RestEndpoint {
  static override meta: Meta = { reflect: true, table: 'legacy_users' };
}
class LegacyFullEndpoint extends RestEndpoint {
  static override meta: Meta = { reflect: true, table: 'legacy_full' };
}
class LegacyPartialEndpoint extends RestEndpoint {
  new_field = field.string({ optional: true });
  static override meta: Meta = { reflect: 'partial', table: 'legacy_partial' };
}

export const reflected = {
  '/legacyusers': LegacyUsersEndpoint,
  '/legacyfull': LegacyFullEndpoint,
  '/legacypartial': LegacyPartialEndpoint,
} as const;

const noTimes = 'a table without version and times shows none';
const required = { detail: 'send If-Match with the ETag that you read' };

export const reflections: readonly Difference[] = [
  { names: ['leg_list'], because: noTimes, body: { results: [ann, bob] } },
  { names: ['leg_get'], because: noTimes, body: ann },
  {
    names: ['leg_create'],
    because: noTimes,
    body: { id: 3, name: 'cy', email: null, age: 5 },
  },
  {
    names: ['leg_create_missing_nullable'],
    because: 'what may be NULL may be left out',
    status: 201,
    body: { id: 4, name: 'cy', email: null, age: null },
  },
  {
    names: ['leg_put', 'leg_patch'],
    because: 'a row without a version is known by its ETag, where the original is a 500',
    status: 428,
    body: required,
  },
  {
    names: ['legf_create_toolong_for_varchar50'],
    because: 'a text is no longer than its column',
    status: 422,
    body: {
      detail: [
        {
          type: 'string_too_long',
          loc: ['name'],
          msg: 'String should have at most 50 characters',
          input: 'x'.repeat(60),
          ctx: { max_length: 50 },
        },
      ],
    },
  },
  {
    names: ['legp_list'],
    because: 'a declared column that the table lacks is added to it',
    body: { results: [{ ...first, new_field: null }] },
  },
  {
    names: ['legp_create'],
    because: 'a declared column that the table lacks is added to it',
    changes: { new_field: 'x' },
  },
  {
    names: ['legp_create_without_new_field'],
    because: 'a declared column that the table lacks is added to it',
    changes: { new_field: null },
  },
];
