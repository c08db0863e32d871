/** The differences that all transcripts share: why they are meant, and the rules for whole kinds of replies. */
import type { Ending, HeaderRule, Rule } from './difference.ts';
import { type Exchange, isRow } from './exchange.ts';
import { notAuthenticated, permissionDenied } from './refusals.ts';

export const because = {
  oneErrorFormat: 'one format of errors: JSON with "detail", not text/plain from the router',
  readmeOf401: 'the README promises this body for 401',
  readmeOf403: 'the README promises this body for 403',
  readmeOf405: 'the README promises this body for 405, which the original sends for HEAD alone',
  noCrash: 'bad input is a 4xx with a clear detail, never a 500',
  validated: 'PATCH validates what it is given, as POST and PUT do',
  slashServed: 'a trailing slash is served, where the original redirects',
  noSuchId: 'an id out of range is the id of no row, where the original crashes',
  head: 'where GET is served, HEAD is',
  options: 'OPTIONS says what is allowed',
  notJson: 'a body that is not JSON is told so with 400; the original takes it for {}',
  notDeclared: 'what is not declared as JSON is 415: a form on a foreign page could send it otherwise',
  exactDecimals: 'a decimal is never rounded: too many places are refused',
  bothWays: 'cursors lead back as well',
  signedCursors: 'cursors are signed: one that was not made for this list is refused',
  exactPages: 'what is no page is refused, not guessed at',
  exactFilters: 'a filter value that its column can not hold is refused: it hides a mistake of the client otherwise',
  noPoison: 'a number that JSON can not say is refused, where the original stores it and can list its table no more',
  conflict: 'a conflict with another row is a 409 that names the field',
};

/** The verbs of a recorded `Allow`, in the order in which we say them. */
const servedVerbs = ({ response }: Exchange): readonly string[] => {
  const served = (response.headers.allow ?? '').split(', ');
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((verb) => served.includes(verb));
};

const isRecorded = ({ response }: Exchange, status: number, body: string): boolean =>
  response.status === status && response.body === body;

/** A rule for every exchange that was answered with this status and body. */
const whereRecorded = ([status, body]: readonly [number, string], reason: string, ending: Ending): Rule => ({
  because: reason,
  ending: (exchange) => (isRecorded(exchange, status, body) ? ending : undefined),
});

export const rules: readonly Rule[] = [
  {
    because: because.options,
    ending: ({ request, response }) =>
      request.method === 'OPTIONS' && response.status === 405 ? { status: 204, body: '' } : undefined,
  },
  {
    because: because.readmeOf405,
    ending: (exchange) =>
      isRecorded(exchange, 405, 'Method Not Allowed')
        ? { body: { detail: `Method Not Allowed. Allowed: ${servedVerbs(exchange).join(', ')}` } }
        : undefined,
  },
  whereRecorded([404, 'Not Found'], because.oneErrorFormat, { body: { detail: 'not found' } }),
  whereRecorded([401, '{"detail":"Authentication required"}'], because.readmeOf401, {
    body: notAuthenticated.body,
  }),
  whereRecorded([403, '{"detail":"Insufficient permissions"}'], because.readmeOf403, {
    body: permissionDenied.body,
  }),
];

/** Whether a reply says what its path serves. */
const tellsVerbs = (status: number, { request }: Exchange): boolean =>
  status === 405 || (status === 204 && request.method === 'OPTIONS');

export const headerRules: readonly HeaderRule[] = [
  {
    header: 'allow',
    because: 'OPTIONS is always answered, and HEAD where GET is',
    value: (exchange, { status }) => {
      if (exchange.response.headers.allow === undefined) return undefined;
      if (!tellsVerbs(status, exchange)) return null;
      const verbs = servedVerbs(exchange);
      return [...verbs, ...(verbs.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort().join(', ');
    },
  },
  {
    header: 'location',
    because: 'a 201 says where the new row is (RFC 9110, 15.3.2); what is served is not redirected',
    value: ({ request, response }, { status, body }) => {
      if (status === 201 && isRow(body)) return `${request.path.replace(/\/$/, '')}/${body.id}`;
      return response.headers.location === undefined ? undefined : null;
    },
  },
];
