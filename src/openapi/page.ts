/** The API page: the document for people, with requests that can be tried. */
import { hash } from 'node:crypto';
import type { Context } from 'hono';
import { isNotModified } from '../http/conditional.ts';
import { notModified } from '../http/reply.ts';
import type { CollectionHandler } from '../http/routes.ts';
import { secureHeaders } from '../http/secure-headers.ts';
import { scalarScript, unpackedScript } from './scalar.ts';
import { startScript } from './start.ts';

interface PageOptions {
  /** Where the page is. */
  readonly path: string;
  /** Where the document is. */
  readonly document: string;
  readonly title: string;
  /** Where requests are sent, if not to where the page is from. */
  readonly servers: readonly { readonly url: string }[] | undefined;
}

interface ApiPage {
  readonly html: CollectionHandler;
  /** The scripts of the page, by their names below it. */
  readonly assets: ReadonlyMap<string, CollectionHandler>;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The other hosts that requests are tried on. */
const originsOf = (servers: PageOptions['servers']): readonly string[] =>
  (servers ?? []).flatMap(({ url }) => (URL.canParse(url) ? [new URL(url).origin] : []));

/**
 * Scripts are files of our own, none is written into the page, and nothing is loaded from anywhere else. Scalar styles
 * its elements in place, and draws its icons as data.
 */
const policyOf = (servers: PageOptions['servers']): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src ${["'self'", ...originsOf(servers)].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** The way from one path to another, as a link in a page has it. */
function wayTo(target: string, from: string): string {
  const up = from.split('/').length - 2;
  return `${'../'.repeat(up)}${target.slice(1)}`;
}

const render = ({ path, document, title, servers }: PageOptions, from: string, version: string): string => {
  const way = (target: string): string => escaped(wayTo(target, from));
  const own = servers === undefined ? ` data-base="${escaped(wayTo('/', from) || './')}"` : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
</head>
<body data-document="${way(document)}"${own}>
<noscript>This page needs JavaScript. The document is at <a href="${way(document)}">${escaped(document)}</a>.</noscript>
<div id="api"></div>
<script src="${way(`${path}/start.js`)}?v=${startVersion}"></script>
<script src="${way(`${path}/scalar.js`)}?v=${version}"></script>
</body>
</html>
`;
};

const versionOf = (text: string): string => hash('sha256', text, 'base64url').slice(0, 12);

interface Served {
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

function reply(c: Context, { etag, headers, body }: Served): Response {
  if (isNotModified(c.req.header('if-none-match'), etag)) return notModified(etag);
  return new Response(body, { headers: { ...secureHeaders, ...headers, etag } });
}

const scriptType = { 'content-type': 'text/javascript; charset=utf-8' };

/** An address that names its version never has another script; the others are asked about each time. */
const keeping = ({ req }: Context, version: string): string =>
  req.query('v') === version ? 'public, max-age=31536000, immutable' : 'no-cache';

const takesGzip = ({ req }: Context): boolean =>
  /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/i.test(req.header('accept-encoding') ?? '');

const serveScalar: CollectionHandler = async (c) => {
  const { bytes, version } = await scalarScript();
  const headers = { ...scriptType, 'cache-control': keeping(c, version), vary: 'Accept-Encoding' };
  if (!takesGzip(c)) return reply(c, { etag: `"${version}-plain"`, headers, body: await unpackedScript() });
  return reply(c, { etag: `"${version}"`, headers: { ...headers, 'content-encoding': 'gzip' }, body: bytes });
};

const startVersion = versionOf(startScript);
const serveStart: CollectionHandler = (c) => {
  const headers = { ...scriptType, 'cache-control': keeping(c, startVersion) };
  return reply(c, { etag: `"${startVersion}"`, headers, body: startScript });
};

/** Whether the page was asked for with a slash at its end, which Hono's `path` leaves out. */
const isFolder = ({ req }: Context): boolean => new URL(req.url).pathname.endsWith('/');

/** Compiles the page and what it loads. */
export function compilePage(options: PageOptions): ApiPage {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policyOf(options.servers),
    'cache-control': 'no-cache',
  };
  return {
    html: async (c) => {
      const { version } = await scalarScript();
      const body = render(options, isFolder(c) ? `${options.path}/` : options.path, version);
      return reply(c, { etag: `"${versionOf(body)}"`, headers, body });
    },
    assets: new Map([
      ['scalar.js', serveScalar],
      ['start.js', serveStart],
    ]),
  };
}
