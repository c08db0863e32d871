/** What differs from the recorded logins, tokens and permissions. */
import type { Difference } from './difference.ts';
import { because } from './everywhere.ts';
import { at, token } from './login.ts';
import {
  failed,
  malformed,
  notAuthenticated,
  notDeclared,
  notFound,
  notUtf8,
  permissionDenied,
  problem,
} from './refusals.ts';

const inAnHour = at('06:19:39')().getTime() / 1000;
const user = { sub: '2', username: 'user', is_admin: false };
const loggedIn = { status: 200, body: { token: token({ ...user, exp: inAnHour }), user } };
const challenged = { ...notAuthenticated, headers: { 'www-authenticate': 'Bearer' } };
const accepted = { status: 200, headers: { 'www-authenticate': null } };

const neverSaid = 'the login never says its input back: wherever it is, it may be the password';
const missing = (field: string) => ({ type: 'missing', loc: [field], msg: 'Field required' });
const notAnObject = {
  type: 'model_attributes_type',
  loc: [],
  msg: 'Input should be a valid dictionary or object to extract fields from',
};

const logins: readonly Difference[] = [
  {
    names: ['login_validator_raises'],
    because: 'a validator that fails is a mistake of the server, in its log: a 401 would blame the user',
    status: 500,
    body: failed,
  },
  { names: ['login_empty_body', 'login_malformed'], because: because.notJson, ...malformed },
  { names: ['login_invalid_utf8'], because: because.noCrash, ...notUtf8 },
  { names: ['login_form'], because: because.notDeclared, ...notDeclared },
  { names: ['login_missing_password'], because: neverSaid, body: { detail: [missing('password')] } },
  { names: ['login_password_echo'], because: neverSaid, body: { detail: [missing('username')] } },
  {
    names: ['login_empty_strings'],
    because: neverSaid,
    body: { detail: ['username', 'password'].map((field) => ({ ...problem.stringTooShort, loc: [field] })) },
  },
  {
    names: ['login_wrong_types'],
    because: neverSaid,
    body: { detail: ['username', 'password'].map((field) => ({ ...problem.string, loc: [field] })) },
  },
  {
    names: ['login_array', 'login_empty_array'],
    because: `what is no object is refused as on endpoints; ${neverSaid}`,
    body: { detail: [notAnObject] },
  },
  {
    names: ['login_basic_lowercase_scheme'],
    because: 'schemes are compared without regard to case (RFC 9110, 11.1), as the original does on endpoints',
    ...loggedIn,
  },
  { names: ['login_slash'], because: because.slashServed, ...loggedIn },
];

const tokens: readonly Difference[] = [
  {
    names: ['tok_no_exp', 'tok_empty_payload'],
    because: 'a token without an end is valid for ever, for whoever finds it',
    ...challenged,
  },
  { names: ['tok_exp_string'], because: 'exp is a number (RFC 7519, 4.1.4)', ...challenged },
  { names: ['tok_exp_null'], because: `exp is a number: ${because.noCrash}`, ...challenged },
  { names: ['tok_padded_sig'], because: 'the parts of a token have no padding (RFC 7515, 2)', ...challenged },
  {
    names: ['tok_trailing_space'],
    because: 'a space at the end is no part of a header (RFC 9110, 5.5), and node:http hands none on',
    ...accepted,
    sameAs: '/authed',
  },
  {
    names: ['perm_hs512_user', 'perm_hs512_admin', 'hs512_with_login_token'],
    because: 'the endpoint asks for HS512, and takes nothing else; the original verifies with HS256 all the same',
    ...challenged,
  },
  {
    names: ['hs512_with_hs512_token'],
    because: 'the endpoint asks for HS512, and takes it; the original verifies with HS256 all the same',
    ...accepted,
    sameAs: '/hs512',
  },
];

const failClosed = 'a map of permissions denies the verbs that it does not list, where the original opens them to all';

const permissions: readonly Difference[] = [
  {
    names: ['anon', 'user', 'admin', 'bad'].map((caller) => `perm_permnobackend_${caller}`),
    because: 'a permission without a backend, which nobody can have, is a mistake at start: no such endpoint here',
    status: 404,
    body: notFound,
  },
  { names: ['pm_GET_1_anon', 'pm_GET_2_anon', 'pm_PATCH_2_anon'], because: failClosed, ...challenged },
  {
    names: ['GET_1', 'GET_2', 'PATCH_2'].flatMap((call) => [`pm_${call}_user`, `pm_${call}_admin`]),
    because: failClosed,
    ...permissionDenied,
  },
  { names: ['basic_validator_raises'], because: because.oneErrorFormat, body: failed },
  {
    names: ['own_list_user_gets_admins_cache'],
    because: 'a reply is cached for who asked, never for another: this list is of the rows of its caller',
    rows: [1],
  },
];

export const differences: readonly Difference[] = [...logins, ...tokens, ...permissions];
