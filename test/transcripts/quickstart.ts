/** The quick start of the README, and what differs from the recorded one. */
import { field, RestEndpoint } from 'lightapi';
import type { Difference } from './difference.ts';
import { because } from './everywhere.ts';
import { readExchanges } from './exchange.ts';
import { badVersion, malformed, notAnObject, notDeclared, notFound, notUtf8, problem, refused } from './refusals.ts';
import type { Transcript } from './replay.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  author = field.string({ minLength: 1 });
}

const loc = ['title'];

const differences: readonly Difference[] = [
  {
    names: ['retrieve_i64max_plus1', 'retrieve_huge', 'retrieve_5000_digits', 'delete_huge_id', 'put_huge_id'],
    because: because.noSuchId,
    status: 404,
    body: notFound,
  },
  {
    names: [
      ...['create_malformed_json', 'create_empty_body', 'create_empty_body_with_ct', 'create_trailing_garbage'],
      ...['create_single_quotes', 'put_empty_body', 'put_malformed_json', 'patch_empty_body'],
    ],
    because: because.notJson,
    ...malformed,
  },
  { names: ['create_nan_title'], because: `NaN is not JSON: ${because.noCrash}`, ...malformed },
  {
    names: ['create_invalid_utf8', 'create_utf16'],
    because: 'JSON between programs is UTF-8 (RFC 8259, 8.1); other bytes are refused rather than guessed at',
    ...notUtf8,
  },
  {
    names: [
      ...['create_text_plain_ct_accepted', 'create_no_ct', 'create_form_ct', 'create_json_in_form_ct'],
      ...['create_xml_ct'],
    ],
    because: because.notDeclared,
    ...notDeclared,
  },
  {
    names: ['create_lone_surrogate'],
    because: because.noCrash,
    ...refused({
      type: 'string_unicode',
      loc,
      msg: 'Input should be a valid string, unable to parse raw data as a unicode string',
      input: '\ud800',
    }),
  },
  {
    names: ['create_infinity_title'],
    because: because.noCrash,
    ...refused({ ...problem.string, loc, input: null }),
  },
  {
    names: ['create_5000_digit_int'],
    because: 'a long number is JSON: it is refused for what it is, not taken for an empty body',
    body: { detail: [{ ...problem.string, loc, input: null }] },
  },
  {
    names: ['create_deep_nesting'],
    because: 'deep nesting is JSON: it is refused for what it is, and not said back',
    body: { detail: [{ ...problem.string, loc }] },
  },
  { names: ['put_version_string'], because: because.noCrash, ...badVersion('1') },
  { names: ['put_version_string_garbage'], because: because.noCrash, ...badVersion('abc') },
  { names: ['put_version_list'], because: because.noCrash, ...badVersion([1]) },
  { names: ['put_version_object'], because: because.noCrash, ...badVersion({ a: 1 }) },
  { names: ['put_version_huge'], because: because.noCrash, ...badVersion(1e30) },
  { names: ['put_array_body'], because: because.noCrash, ...notAnObject([1]) },
  { names: ['put_string_body'], because: because.noCrash, ...notAnObject('s') },
  { names: ['put_null_body'], because: because.noCrash, ...notAnObject(null) },
  { names: ['patch_array_body'], because: because.noCrash, ...notAnObject([{ version: 1 }]) },
  {
    names: ['patch_null_required_ignored'],
    because: because.validated,
    ...refused({ ...problem.string, loc, input: null }),
  },
  {
    names: ['patch_only_version', 'patch_unknown_field', 'patch_auto_fields_ignored'],
    because: 'a change of nothing leaves the row, its version and its time as they are',
    sameAs: '/books/2',
  },
  {
    names: ['patch_violates_min_length'],
    because: because.validated,
    ...refused({ ...problem.stringTooShort, loc, input: '' }),
  },
  {
    names: ['create_after_delete_id'],
    because: 'the id of a deleted row is not given again: a bookmark or a kept version would mean another row',
    neverReusesIds: true,
  },
  { names: ['head_list', 'head_detail'], because: because.head, status: 200 },
  { names: ['if_none_match'], because: 'rows have an ETag, and If-None-Match is heard', status: 304, body: '' },
  { names: ['head_missing'], because: because.head, status: 404 },
  {
    names: ['brew', 'lowercase_method'],
    because: 'node:http refuses what is no method of HTTP with a 400 of its own, without words',
    body: '',
  },
  {
    names: ['trailing_slash_get', 'trailing_slash_query'],
    because: because.slashServed,
    status: 200,
    sameAs: '/books',
  },
  { names: ['detail_trailing_slash'], because: because.slashServed, status: 200, sameAs: '/books/1' },
  { names: ['healthz_slash'], because: because.slashServed, status: 200, body: { status: 'ok' } },
  {
    names: ['trailing_slash_post'],
    because: because.slashServed,
    status: 201,
    body: { title: 'Clean Code', author: 'Robert Martin' },
  },
];

export const quickstart: Transcript = {
  exchanges: readExchanges('quickstart'),
  endpoints: { '/books': BookEndpoint },
  // The original had neither.
  options: { openapi: false },
  differences,
};
