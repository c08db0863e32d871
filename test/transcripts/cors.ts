/** What the transcripts of CORS share: the app, and how headers differ. */
import { field, type LightApiOptions, RestEndpoint } from 'lightapi';
import type { Difference, HeaderRule, HeaderValue } from './difference.ts';
import { because } from './everywhere.ts';
import { type Exchange, readExchanges } from './exchange.ts';
import { notFound } from './refusals.ts';
import type { Transcript } from './replay.ts';

class Item extends RestEndpoint {
  name = field.string({ minLength: 1 });
}

/** A transcript of the app with these options. */
export const itemApp = (
  options: LightApiOptions,
  { file, ...meant }: Pick<Transcript, 'differences' | 'headers'> & { readonly file: string },
): Transcript => ({ exchanges: readExchanges(file), endpoints: { '/items': Item }, options, ...meant });

/** The exchange that crashed the original. */
export const hugeId: Difference = {
  names: ['error_500_has_no_cors'],
  because: because.noSuchId,
  status: 404,
  body: notFound,
};

type Choice = (exchange: Exchange) => boolean;

/** A header that is this one, on some replies. */
export const also = (header: string, value: HeaderValue, [reason, choice]: readonly [string, Choice]): HeaderRule => ({
  header,
  because: reason,
  value: (exchange) => (choice(exchange) ? value : undefined),
});

/** A header that was recorded and is not sent, on some replies. */
export const never = (header: string, [reason, choice]: readonly [string, Choice]): HeaderRule =>
  also(header, null, [reason, (exchange) => header in exchange.response.headers && choice(exchange)]);

export const originOf = ({ request }: Exchange): string | undefined => request.headers.Origin;

/** Whether a preflight asks for headers. */
export const asksForHeaders = ({ request }: Exchange): boolean => 'Access-Control-Request-Headers' in request.headers;

/** What scripts may read, of replies that they may read. */
export const exposed = (choice: Choice): HeaderRule =>
  also(
    'access-control-expose-headers',
    'Allow, Cache-Status, ETag, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, WWW-Authenticate, X-Request-ID',
    ['scripts can read what errors and rows say in headers', choice],
  );
