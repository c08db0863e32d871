/** The routes of the description and of its page. */
import { hash } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { compileGuard } from '../auth/authentication.ts';
import { isNotModified } from '../http/conditional.ts';
import { jsonText, notModified } from '../http/reply.ts';
import { addStatic, type CollectionHandler } from '../http/routes.ts';
import { type Api, describeApi } from './openapi.ts';
import type { DocsSettings, OpenApiSettings } from './option.ts';
import { compilePage } from './page.ts';

/** What is served, where, and to whom. */
interface OpenApiRoutes extends Omit<Api, 'info'> {
  readonly openapi: OpenApiSettings;
  readonly docs: DocsSettings | undefined;
}

/** What a mounted app stands under: what is before the own path in that of the request. */
const baseOf = ({ req }: Context, path: string): string => {
  const asked = req.path.replace(/\/$/, '');
  return asked.endsWith(path) ? asked.slice(0, -path.length) : '';
};

/** The document as bytes, kept for the base that was asked for last: an app is hardly mounted twice. */
function compileDocument(api: Api, path: string): CollectionHandler {
  let kept: { readonly base: string; readonly text: string; readonly etag: string } | undefined;
  return (c) => {
    const base = api.info.servers === undefined ? baseOf(c, path) : '';
    if (kept?.base !== base) {
      const text = JSON.stringify(describeApi(api, base));
      kept = { base, text, etag: `"${hash('sha256', text, 'base64url').slice(0, 22)}"` };
    }
    const { text, etag } = kept;
    if (isNotModified(c.req.header('if-none-match'), etag)) return notModified(etag);
    return jsonText(text, 200, { etag, 'cache-control': 'no-cache' });
  };
}

/** Adds `/openapi.json` and `/docs`, as far as they are wanted. Nothing is described before it is asked for. */
export function addOpenApi(hono: Hono, { openapi, docs, ...api }: OpenApiRoutes): void {
  const { path, authentication, ...info } = openapi;
  if (path === undefined) return;
  const permit = compileGuard(authentication, 'GET', api.loginValidator);
  const guarded = (handler: CollectionHandler): CollectionHandler =>
    permit === undefined
      ? handler
      : async (c) => {
          await permit(c);
          return handler(c);
        };
  addStatic(hono, path, ['GET', guarded(compileDocument({ ...api, info }, path))]);
  if (docs === undefined || !docs.isServed) return;
  const page = compilePage({ path: docs.path, document: path, title: info.title, servers: info.servers });
  addStatic(hono, docs.path, ['GET', guarded(page.html)]);
  for (const [name, handler] of page.assets) addStatic(hono, `${docs.path}/${name}`, ['GET', handler]);
}
