/** What operations answer where nothing is wrong: rows, pages, and nothing. */
import type { Resource } from '../endpoint/resource.ts';
import { refTo } from './components.ts';
import { componentNames, type Names } from './names.ts';
import { jsonContent, rateLimitHeaders, withHeaders } from './responses.ts';
import { isCached, isOwn, type Way } from './way.ts';

type Content = Readonly<Record<string, unknown>>;

/** What every reply of a limited verb says. */
const limitsOf = (way: Way, { policies }: Resource): readonly string[] =>
  policies.limits.has(way.verb) ? rateLimitHeaders : [];

/** What an operation answers where nothing is wrong. */
export function successes(
  way: Way,
  { resource, names }: { readonly resource: Resource; readonly names: Names },
): Content {
  const { read, written, page } = componentNames(names);
  const limits = limitsOf(way, resource);
  const own = isOwn(way, resource);
  const reply = (description: string, headers: readonly string[], content: Content = {}): Content => ({
    description,
    ...withHeaders([...headers, ...limits]),
    ...content,
  });
  const unchanged = reply('The client has this state already.', ['ETag']);
  const cached = isCached(way, resource) ? ['ETag', 'Cache-Status'] : [];
  // What a class's own action gives need not have everything.
  const row = jsonContent(refTo(own || way.action === 'retrieve' ? read : written));
  switch (way.action) {
    case 'list':
      return {
        200: reply('The rows.', cached, jsonContent(refTo(page))),
        ...(isCached(way, resource) && { 304: unchanged }),
      };
    case 'retrieve':
      return { 200: reply('The row.', ['ETag', ...cached.slice(1)], row), 304: unchanged };
    case 'create':
      return { 201: reply('The new row.', ['Location', 'ETag'], row) };
    case 'destroy':
      return {
        204: reply('The row is gone.', []),
        ...(own && { 200: reply('What the class gives.', [], jsonContent({})) }),
      };
    default:
      return { 200: reply('The row as it is now.', ['ETag'], row) };
  }
}

/** What the method of a class answers may be anything. */
export function anything(way: Way, resource: Resource): Content {
  const limits = withHeaders(limitsOf(way, resource));
  const any = { content: { 'application/json': { schema: {} }, '*/*': { schema: {} } } };
  return {
    200: { description: 'What the class answers.', ...limits, ...any },
    ...(way.verb === 'POST' && { 201: { description: 'What the class made.', ...limits, ...any } }),
    ...(way.verb === 'DELETE' && { 204: { description: 'It is gone.', ...limits } }),
  };
}
