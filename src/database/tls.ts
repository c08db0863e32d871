/** TLS to a server: what the options and the URL say of it, as Node takes it, and when it fails. */
import { readFileSync } from 'node:fs';
import { type ConnectionOptions, createSecureContext } from 'node:tls';
import { ConfigurationError } from '../errors.ts';

const wrong = (problem: string, remedy: string): ConfigurationError =>
  new ConfigurationError([{ code: 'database_url', where: 'database', problem, remedy }]);

type Mode = 'disable' | 'require' | 'verify-ca' | 'verify-full';

/** The words of PostgreSQL's programs, of MySQL's, and of drivers. */
const modes: ReadonlyMap<string, Mode> = new Map([
  ...(['disable', 'disabled', 'false', '0'] as const).map((word) => [word, 'disable'] as const),
  ...(['require', 'required', 'no-verify'] as const).map((word) => [word, 'require'] as const),
  ['verify-ca', 'verify-ca'],
  ...(['verify-full', 'verify-identity', 'true', '1'] as const).map((word) => [word, 'verify-full'] as const),
]);

/** How a URL names what it says: the mode, and files of PEM. */
const names = {
  mode: ['sslmode', 'ssl-mode', 'ssl_mode', 'ssl'],
  ca: ['sslrootcert', 'ssl-ca', 'ssl_ca'],
  cert: ['sslcert', 'ssl-cert', 'ssl_cert'],
  key: ['sslkey', 'ssl-key', 'ssl_key'],
} as const;

/** The parameter of one of these names. */
function parameter({ searchParams }: URL, of: keyof typeof names): { name: string; value: string } | undefined {
  const name = names[of].find((each) => searchParams.has(each));
  return name === undefined ? undefined : { name, value: searchParams.get(name) ?? '' };
}

function modeOf(url: URL): Mode | undefined {
  const said = parameter(url, 'mode');
  if (said === undefined) return undefined;
  const mode = modes.get(said.value.toLowerCase().replaceAll('_', '-'));
  if (mode !== undefined) return mode;
  throw wrong(
    `${said.name}=${said.value} in the URL is no way to connect.`,
    'Give verify-full, verify-ca, require (encrypted, whoever answers) or disable.',
  );
}

function fileOf(url: URL, of: 'ca' | 'cert' | 'key'): { readonly [of: string]: string } {
  const said = parameter(url, of);
  if (said === undefined || said.value === 'system') return {};
  try {
    return { [of]: readFileSync(said.value, 'utf8') };
  } catch (error) {
    const { message } = error as Error;
    throw wrong(`${said.name} in the URL can't be read: ${message}.`, 'Give the path of a file of PEM.');
  }
}

/** What a URL says; `undefined` where it says nothing. */
function tlsOf(url: URL): ConnectionOptions | false | undefined {
  const files = { ...fileOf(url, 'ca'), ...fileOf(url, 'cert'), ...fileOf(url, 'key') };
  const hasCa = parameter(url, 'ca') !== undefined;
  // As PostgreSQL's own programs: who gives a CA means to verify.
  const mode = modeOf(url) ?? (Object.keys(files).length > 0 || hasCa ? 'verify-full' : undefined);
  if (mode === undefined) return undefined;
  if (mode === 'disable') return false;
  if (mode === 'require' && !hasCa) return { ...files, rejectUnauthorized: false };
  return mode === 'verify-full' ? files : { ...files, checkServerIdentity: () => undefined };
}

/**
 * TLS as the options say, or else the URL: the options of `tls.connect`, or `false` for none; `undefined` where neither
 * says anything. Throws `ConfigurationError` where a file can't be read, or is not what it should be.
 */
export function readTls(
  url: string,
  tls: boolean | ConnectionOptions | undefined,
): ConnectionOptions | false | undefined {
  const said = tls === true ? {} : (tls ?? tlsOf(new URL(url)));
  if (said === undefined || said === false) return said;
  try {
    createSecureContext(said);
  } catch (error) {
    throw wrong(`its TLS can't be used: ${(error as Error).message}.`, 'Give certificates and keys as PEM.');
  }
  return said;
}

/** A URL without what it says of TLS, which the driver would read its own way. */
export function withoutTls(url: string): string {
  const parsed = new URL(url);
  const said = Object.values(names)
    .flat()
    .filter((name) => parsed.searchParams.has(name));
  if (said.length === 0) return url;
  for (const name of said) parsed.searchParams.delete(name);
  return parsed.href;
}

/** Of Node (https://nodejs.org/api/tls.html#x509-certificate-error-codes), and of MySQL's driver. */
const codes =
  /^(?:ERR_TLS_|ERR_SSL_|HANDSHAKE_(?:NO_)?SSL_|CERT_|CRL_|UNABLE_TO_|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH_|DEPTH_ZERO_|SELF_SIGNED_)/;
const messages = /^(?:The server does not support SSL|There was an error establishing an SSL)/;

/** A server that is not who it should be, or does not speak TLS. */
export const isTlsFailure = (error: unknown): boolean =>
  error instanceof Error && (codes.test(String((error as { code?: unknown }).code)) || messages.test(error.message));
