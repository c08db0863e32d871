/** Takes secrets out of what is logged: they stand in URLs, in headers, and beside names that say so. */

const names =
  'authorization|proxy-authorization|cookie|set-cookie|x-api-key|password|passwd|pwd|secret|[\\w-]*token|api[-_]?key|client[-_]?secret|private[-_]?key';

const mask = '[redacted]';

/** Lengths are bounded, so that no text takes long. */
const rules: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // postgres://user:password@host
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:@/"']{0,256}:)[^\s"'@]{1,256}@/gi, `$1${mask}@`],
  // Authorization: Bearer …
  [/\b([Bb]earer|[Bb]asic)(\s{1,4})(?=[^\s"']{0,256}[A-Z0-9=._])[^\s"',;]{6,8192}/g, `$1$2${mask}`],
  // A JSON Web Token wherever it stands.
  [/\beyJ[\w-]{4,8192}\.[\w-]{2,8192}\.[\w-]{0,8192}/g, mask],
  // "password":"…", as JSON, and password: '…', as Node prints objects
  [new RegExp(`((?:\\b|["'])(?:${names})["']?\\s{0,4}:\\s{0,4})"(?:[^"\\\\]|\\\\.){0,8192}"`, 'gi'), `$1"${mask}"`],
  [new RegExp(`((?:\\b|["'])(?:${names})["']?\\s{0,4}:\\s{0,4})'(?:[^'\\\\]|\\\\.){0,8192}'`, 'gi'), `$1'${mask}'`],
  // \"password\":\"…\", as JSON inside of a text
  [new RegExp(`(\\\\"(?:${names})\\\\"\\s{0,4}:\\s{0,4})\\\\"(?:(?!\\\\").){0,8192}\\\\"`, 'gi'), `$1\\"${mask}\\"`],
  // ?token=…
  [new RegExp(`(\\b(?:${names})=)[^\\s"'&,;}]{1,8192}`, 'gi'), `$1${mask}`],
];

/** The text without what looks like a secret. */
export const redact = (text: string): string =>
  rules.reduce((left, [pattern, replacement]) => left.replace(pattern, replacement), text);

/** The keys whose values no JSON line has, whatever they are. */
export const secretKeys: readonly string[] = [
  ...['authorization', 'cookie', 'password', 'secret', 'token', 'apiKey', 'api_key'],
  ...['"set-cookie"', '"x-api-key"', '"proxy-authorization"'],
].flatMap((key) => (key.startsWith('"') ? [`[${key}]`, `*[${key}]`] : [key, `*.${key}`]));

export { mask as redactedMark };
