/** What differs in the recorded kitchen where verbs are served, and where rows stand in each other's way. */
import type { Difference } from './difference.ts';
import { because } from './everywhere.ts';
import { notFound, notUnique, problem } from './refusals.ts';

const noVerb = 'a path without a verb is none, where the original takes an empty list of verbs for all of them';
const ofCreateOnly = (method: string): string => `mm_createonly_${method}_detail`;
const ofDeleteOnly = (method: string): string => `mm_deleteonly_${method}`;

const verbs: readonly Difference[] = [
  {
    names: [
      ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map(ofCreateOnly),
      ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map(ofDeleteOnly),
    ],
    because: noVerb,
    status: 404,
    body: notFound,
  },
  { names: [ofCreateOnly('HEAD'), ofDeleteOnly('HEAD')], because: noVerb, status: 404 },
  {
    names: ['mm_deleteonly_DELETE_detail'],
    because: 'the row was not created, since the endpoint creates none',
    status: 404,
    body: notFound,
  },
  {
    names: ['mm_readonly_HEAD', 'mm_getpost_HEAD', 'mm_getpost_HEAD_detail', 'cache_head'],
    because: because.head,
    status: 200,
  },
  { names: ['mm_readonly_HEAD_detail'], because: because.head, status: 404 },
];

const conflicts: readonly Difference[] = [
  { names: ['uq_dup', 'uq_put_dup', 'uq_patch_dup'], because: because.conflict, ...notUnique('slug', 'a') },
  { names: ['uq_dup_email'], because: because.conflict, ...notUnique('email', 'e') },
  {
    names: ['fk_missing_parent', 'fk_patch_bad'],
    because: because.conflict,
    status: 409,
    body: { detail: [{ ...problem.noSuchRow('parents', 'id'), loc: ['parent_id'], input: 99 }] },
  },
  {
    names: ['fk_delete_parent_in_use'],
    because: because.conflict,
    status: 409,
    body: { detail: [{ ...problem.rowInUse('childs', 'parent_id'), loc: ['childs', 'parent_id'] }] },
  },
];

const hidden: readonly Difference[] = [
  {
    names: ['ser_readonlyspec_create'],
    because: 'what the serializer hides from reads, a write does not show',
    body: { name: 'n', id: 1 },
  },
];

const asReadmeSays =
  'the README promises that a plain method overrides a verb, where the original takes only async ones';

const overrides: readonly Difference[] = [
  { names: ['ovr_sync_get'], because: asReadmeSays, body: { overridden: true } },
  { names: ['ovr_sync_post'], because: asReadmeSays, status: 200, body: { overridden: 'post' } },
];

export const served: readonly Difference[] = [...verbs, ...conflicts, ...hidden, ...overrides];
