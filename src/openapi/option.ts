/** What an app says of its description and its API page: `openapi` and `docs` of its options. */
import type { Authentication } from '../auth/authentication.ts';
import { checkAuthentication } from '../auth/check.ts';
import type { CredentialValidator } from '../auth/credentials.ts';
import { type Complain, readOption } from '../complain.ts';

/** A place where the API is served. */
interface Server {
  /** `https://api.example.com`, or a path: `/api`. */
  readonly url: string;
  readonly description?: string;
}

/** The value of the option `openapi`. */
export interface OpenApiOptions {
  /** What the API is called. Default `'API'`. */
  readonly title?: string;
  /** The version of the API. Default `'1.0.0'`. */
  readonly version?: string;
  /** What the API is for; Markdown. Default: none. */
  readonly description?: string;
  /** Where the API is served. Default: where the document is asked for. */
  readonly servers?: readonly Server[];
  /** Where the document is served. Default `'/openapi.json'`. */
  readonly path?: string;
  /** Who may read the document and the API page. Default: everybody. */
  readonly authentication?: Authentication;
}

/** What the document says of the API as a whole. */
export interface OpenApiInfo extends Pick<OpenApiOptions, 'description' | 'servers'> {
  readonly title: string;
  readonly version: string;
}

/** Where the document is served, what it says of the whole, and who may read it. */
export interface OpenApiSettings extends OpenApiInfo, Pick<OpenApiOptions, 'authentication'> {
  /** `undefined`: nowhere. */
  readonly path: string | undefined;
}

/** Where the API page is; its path is kept free also where it is not served. */
export interface DocsSettings {
  readonly path: string;
  readonly isServed: boolean;
}

const keys = Object.keys({
  ...{ title: 0, version: 0, description: 0, servers: 0, path: 0, authentication: 0 },
} satisfies Record<keyof OpenApiOptions, 0>);

const isPath = (value: unknown): boolean => typeof value === 'string' && /^(?:\/[A-Za-z0-9._~-]+)+$/.test(value);

const isServer = (value: unknown): boolean => {
  const url = (value as Partial<Server> | null)?.url;
  return (
    typeof url === 'string' && (url.startsWith('/') || /^https?:\/\//.test(url)) && URL.canParse(url, 'http://api')
  );
};

/** Notes what is wrong with the option `openapi`. */
export function checkOpenApi(option: unknown, complain: Complain, loginValidator?: CredentialValidator): void {
  if (option === undefined || option === false) return;
  const said = readOption<Record<keyof OpenApiOptions, unknown>>(option, keys, complain);
  const bad = (problem: string, remedy: string): void => complain('bad_option', problem, remedy);
  for (const key of ['title', 'version', 'description'] as const) {
    if (said[key] !== undefined && (typeof said[key] !== 'string' || said[key] === '')) {
      bad(`${key} is ${JSON.stringify(said[key])}.`, 'Give a text.');
    }
  }
  if (said.path !== undefined && !isPath(said.path)) {
    bad(`path is ${JSON.stringify(said.path)}.`, 'Give a plain path, as in "/openapi.json".');
  }
  const { servers, authentication } = said;
  if (servers !== undefined && !(Array.isArray(servers) && servers.length > 0 && servers.every(isServer))) {
    bad('servers is no list of addresses.', "Give one or more: [{ url: 'https://api.example.com' }].");
  }
  if (authentication !== undefined) checkAuthentication(authentication, complain, loginValidator);
}

/** Notes what is wrong with the option `docs`. */
export function checkDocs(option: unknown, complain: Complain, openapi?: unknown): void {
  if (option !== undefined && typeof option !== 'boolean' && !isPath(option)) {
    complain('bad_option', `it is ${JSON.stringify(option)}.`, 'Give true, false, or a plain path, as in "/docs".');
  } else if (openapi === false && option !== undefined && option !== false) {
    complain('bad_option', 'the page shows the document, which is off.', 'Leave one of openapi: false and docs.');
  } else if (option === readOpenApi((openapi || {}) as OpenApiOptions).path) {
    complain('bad_option', `it is "${option}", where the document is.`, 'Give another path.');
  }
}

/** The description with its defaults; `false` serves it nowhere. */
export function readOpenApi(option: OpenApiOptions | false | undefined): OpenApiSettings {
  const { title = 'API', version = '1.0.0', path = '/openapi.json', ...rest } = option || {};
  return { title, version, ...rest, path: option === false ? undefined : path };
}

/** Where the page is; `undefined`: nowhere. It is served in production where that is said. */
export function readDocs(option: boolean | string | undefined, openapi: OpenApiSettings): DocsSettings | undefined {
  if (option === false || openapi.path === undefined) return undefined;
  const path = typeof option === 'string' ? option : '/docs';
  return { path, isServed: option !== undefined || process.env.NODE_ENV !== 'production' };
}
