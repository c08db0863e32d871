/** What of a reply is kept, and the replies that are made of it. */
import { hash } from 'node:crypto';
import { isNotModified } from '../http/conditional.ts';
import type { Kept } from './cache.ts';

/** Headers of one request alone, or of the way that it came. */
const passing =
  /^(?:age|cache-status|connection|content-length|date|keep-alive|ratelimit-.*|access-control-.*|server-timing|transfer-encoding|x-request-id)$/;
const ofBody = /^content-(?:type|language|disposition|encoding)$/;
/** Streams of events never end, and what is no text has no place in a line. */
const isText = (type: string): boolean =>
  /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml)\b)/i.test(type) && !/event-stream/i.test(type);

interface Rules {
  /** Milliseconds that it is kept. */
  readonly ttl: number;
  /** Bytes of a body, at most. */
  readonly bodyLimit: number;
  /** The request headers that stand for part of the key, in lower case. */
  readonly varying: ReadonlySet<string>;
  /** What it says where it does not say so itself. */
  readonly cacheControl: string;
  readonly vary: string;
}

type Entries = readonly (readonly [name: string, value: string])[];

const listed = (header: string | null): readonly string[] =>
  (header ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Whether nothing in a reply speaks against giving it to the next who asks the same. */
function mayBeKept({ status, headers }: Response, { bodyLimit, varying }: Rules): boolean {
  return (
    status === 200 &&
    !headers.has('set-cookie') &&
    !headers.has('content-encoding') &&
    Number(headers.get('content-length')) <= bodyLimit &&
    isText(headers.get('content-type') ?? '') &&
    !listed(headers.get('cache-control')).some((said) => /^(?:no-store|no-cache|private)\b/.test(said)) &&
    listed(headers.get('vary')).every((name) => varying.has(name))
  );
}

/** A body that was read in part. */
const resumed = (
  chunks: readonly Uint8Array[],
  reader: ReadableStreamDefaultReader<Uint8Array>,
): ReadableStream<Uint8Array> => {
  const left = [...chunks];
  return new ReadableStream({
    pull: async (controller) => {
      const chunk = left.shift() ?? (await reader.read()).value;
      if (chunk === undefined) controller.close();
      else controller.enqueue(chunk);
    },
    cancel: (reason) => reader.cancel(reason),
  });
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a body, or the reply as it was where that is too long or none. */
async function readText(response: Response, limit: number): Promise<string | Response> {
  if (response.body === null) return '';
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    chunks.push(read.value);
    size += read.value.byteLength;
    if (size > limit) return new Response(resumed(chunks, reader), response);
  }
  const bytes = Buffer.concat(chunks);
  try {
    return utf8.decode(bytes);
  } catch {
    return new Response(bytes, response);
  }
}

/** A reply that may be kept, or the reply as it was; `prepared` are headers that it has of its request alone. */
export async function take(response: Response, rules: Rules, prepared: Entries): Promise<Kept | Response> {
  if (!mayBeKept(response, rules)) return response;
  const body = await readText(response, rules.bodyLimit);
  if (typeof body !== 'string') return body;
  const own = new Set(prepared.map(([name, value]) => `${name}: ${value}`));
  const lasting = [...response.headers].filter(([name, value]) => !passing.test(name) && !own.has(`${name}: ${value}`));
  const headers = Object.fromEntries(lasting);
  const vary = [...new Set([...listed(headers.vary ?? null), ...listed(rules.vary)])].join(', ');
  const made = Date.now();
  return {
    body,
    made,
    until: made + rules.ttl,
    headers: {
      etag: `"${hash('sha256', body, 'base64url').slice(0, 22)}"`,
      'cache-control': rules.cacheControl,
      ...headers,
      ...(vary !== '' && { vary }),
    },
  };
}

/** The reply that was kept; 304 where the client has it. `how` is how it came about, for `Cache-Status`. */
export function give(
  { headers, body, made, until }: Kept,
  { ifNoneMatch, how }: { readonly ifNoneMatch: string | undefined; readonly how: 'hit' | `fwd=${string}` },
): Response {
  const now = Date.now();
  const seconds = (milliseconds: number): string => String(Math.max(0, Math.floor(milliseconds / 1000)));
  const isHit = how === 'hit';
  const said = {
    ...headers,
    'cache-status': isHit ? `lightapi; hit; ttl=${seconds(until - now)}` : `lightapi; ${how}`,
    ...(isHit && { age: seconds(now - made) }),
  };
  const etag = headers.etag?.replace(/^W\//, '') ?? '';
  if (!isNotModified(ifNoneMatch, etag)) return new Response(body, { status: 200, headers: said });
  return new Response(null, {
    status: 304,
    headers: Object.fromEntries(Object.entries(said).filter(([name]) => !ofBody.test(name))),
  });
}
