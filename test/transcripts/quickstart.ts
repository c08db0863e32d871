/** The one table of what differs, and is meant to, between the recorded quick start of the original and this project. */
import { expect } from 'vitest';
import type { Difference } from './ledger.ts';

const notFound = { detail: 'not found' };
const malformed = { detail: expect.stringMatching(/^the body is not valid JSON: ./) };
const refused = (...detail: readonly object[]) => ({ status: 422, body: { detail } });
const string = { type: 'string_type', msg: 'Input should be a valid string' };
const notAnObject = (input: unknown) =>
  refused({
    type: 'model_attributes_type',
    loc: [],
    msg: 'Input should be a valid dictionary or object to extract fields from',
    input,
  });
const badVersion = (input: unknown) =>
  refused({ type: 'int_type', loc: ['version'], msg: 'Input should be a valid integer', input });
const notAllowed = (allowed: string) => ({ detail: `Method Not Allowed. Allowed: ${allowed}` });

const oneErrorFormat = 'one format of errors: JSON with "detail", not text/plain from the router';
const readmeOf405 = 'the README promises this body for 405, which the original sends for HEAD alone';
const noCrash = 'bad input is a 4xx with a clear detail, never a 500';
const validated = 'PATCH validates what it is given, as POST and PUT do';
const slashServed = 'a trailing slash is served, where the original redirects';

export const differences: readonly Difference[] = [
  {
    names: [
      ...['retrieve_nonint', 'retrieve_negative', 'retrieve_float', 'retrieve_plus', 'retrieve_uuid_like'],
      ...['retrieve_unicode_digit', 'double_slash', 'case_path', 'subpath', 'root', 'unknown', 'unknown_post'],
      ...['docs', 'api_docs', 'openapi', 'swagger', 'redoc', 'auth_login_without_auth'],
    ],
    because: oneErrorFormat,
    body: notFound,
  },
  {
    names: ['retrieve_i64max_plus1', 'retrieve_huge', 'retrieve_5000_digits', 'delete_huge_id', 'put_huge_id'],
    because: `an id out of range is the id of no row: ${noCrash}`,
    status: 404,
    body: notFound,
  },
  {
    names: [
      ...['create_malformed_json', 'create_empty_body', 'create_empty_body_with_ct', 'create_trailing_garbage'],
      ...['create_single_quotes', 'put_empty_body', 'put_malformed_json', 'patch_empty_body'],
    ],
    because: 'a body that is not JSON is told so with 400; the original takes it for {}',
    status: 400,
    body: malformed,
  },
  {
    names: ['create_nan_title'],
    because: `NaN is not JSON: ${noCrash}`,
    status: 400,
    body: malformed,
  },
  {
    names: ['create_invalid_utf8', 'create_utf16'],
    because: 'JSON between programs is UTF-8 (RFC 8259, 8.1); other bytes are refused rather than guessed at',
    status: 400,
    body: { detail: 'the body is not valid JSON: it is not UTF-8' },
  },
  {
    names: [
      ...['create_text_plain_ct_accepted', 'create_no_ct', 'create_form_ct', 'create_json_in_form_ct'],
      ...['create_xml_ct'],
    ],
    because: 'what is not declared as JSON is 415: a form on a foreign page could send it otherwise',
    status: 415,
    body: { detail: 'the Content-Type must be application/json' },
  },
  {
    names: ['create_lone_surrogate'],
    because: noCrash,
    ...refused({
      type: 'string_unicode',
      loc: ['title'],
      msg: 'Input should be a valid string, unable to parse raw data as a unicode string',
      input: '\ud800',
    }),
  },
  {
    names: ['create_infinity_title'],
    because: noCrash,
    ...refused({ ...string, loc: ['title'], input: null }),
  },
  {
    names: ['create_5000_digit_int'],
    because: 'a long number is JSON: it is refused for what it is, not taken for an empty body',
    ...refused({ ...string, loc: ['title'], input: null }),
  },
  {
    names: ['create_deep_nesting'],
    because: 'deep nesting is JSON: it is refused for what it is, and not said back',
    ...refused({ ...string, loc: ['title'] }),
  },
  { names: ['put_version_string'], because: noCrash, ...badVersion('1') },
  { names: ['put_version_string_garbage'], because: noCrash, ...badVersion('abc') },
  { names: ['put_version_list'], because: noCrash, ...badVersion([1]) },
  { names: ['put_version_object'], because: noCrash, ...badVersion({ a: 1 }) },
  { names: ['put_version_huge'], because: noCrash, ...badVersion(1e30) },
  { names: ['put_array_body'], because: noCrash, ...notAnObject([1]) },
  { names: ['put_string_body'], because: noCrash, ...notAnObject('s') },
  { names: ['put_null_body'], because: noCrash, ...notAnObject(null) },
  { names: ['patch_array_body'], because: noCrash, ...notAnObject([{ version: 1 }]) },
  {
    names: ['patch_null_required_ignored'],
    because: validated,
    ...refused({ ...string, loc: ['title'], input: null }),
  },
  {
    names: ['patch_violates_min_length'],
    because: validated,
    ...refused({
      type: 'string_too_short',
      loc: ['title'],
      msg: 'String should have at least 1 character',
      input: '',
      ctx: { min_length: 1 },
    }),
  },
  {
    names: ['create_after_delete_id'],
    because: 'the id of a deleted row is not given again: a bookmark or a kept version would mean another row',
    neverReusesIds: true,
  },
  {
    names: ['post_to_detail', 'method_override_header'],
    because: readmeOf405,
    body: notAllowed('GET, PUT, PATCH, DELETE'),
  },
  {
    names: ['put_collection', 'patch_collection', 'delete_collection', 'trace_list'],
    because: readmeOf405,
    body: notAllowed('GET, POST'),
  },
  { names: ['healthz_post'], because: readmeOf405, body: notAllowed('GET') },
  { names: ['head_list', 'head_detail'], because: 'where GET is served, HEAD is', status: 200 },
  {
    names: ['if_none_match'],
    because: 'rows have an ETag, and If-None-Match is heard',
    status: 304,
    body: '',
  },
  { names: ['head_missing'], because: 'where GET is served, HEAD is', status: 404 },
  {
    names: ['options_list', 'options_detail', 'options_preflight_no_cors'],
    because: 'OPTIONS says what is allowed',
    status: 204,
    body: '',
  },
  {
    names: ['brew', 'lowercase_method'],
    because: 'node:http refuses what is no method of HTTP with a 400 of its own, without words',
    body: '',
  },
  { names: ['trailing_slash_get', 'trailing_slash_query'], because: slashServed, status: 200, sameAs: '/books' },
  { names: ['detail_trailing_slash'], because: slashServed, status: 200, sameAs: '/books/1' },
  { names: ['healthz_slash'], because: slashServed, status: 200, body: { status: 'ok' } },
  {
    names: ['trailing_slash_post'],
    because: slashServed,
    status: 201,
    body: { title: 'Clean Code', author: 'Robert Martin' },
  },
];
