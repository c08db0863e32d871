/** The body of a request as JSON: bounded, UTF-8, declared as JSON, and exact where a float would not be. */
import type { HonoRequest } from 'hono';
import { RequestError } from '../errors.ts';
import { parseExact } from './exact-json.ts';

export interface BodyRules {
  /** Bytes, at most. */
  readonly limit: number;
  /** Top-level keys whose numbers are read as their own text. */
  readonly exact: ReadonlySet<string>;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const jsonType = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

const malformed = (why: string, cause?: unknown): RequestError =>
  new RequestError('malformed_json', `the body is not valid JSON: ${why}`, { cause });

const tooLarge = (limit: number): RequestError =>
  new RequestError('body_too_large', `the body is larger than ${limit} bytes`, { headers: { connection: 'close' } });

const unsupported = (what: string): RequestError => new RequestError('unsupported_media_type', what);

/** A request of Hono's, which keeps a body that somebody read before. */
type BodySource = Pick<HonoRequest, 'raw' | 'arrayBuffer'>;

/** Reads the body of a request. Throws `malformed_json`, `unsupported_media_type` or `body_too_large`. */
export async function readJson(request: BodySource, { limit, exact }: BodyRules): Promise<unknown> {
  const { headers } = request.raw;
  if (Number(headers.get('content-length')) > limit) throw tooLarge(limit);
  const bytes = await readBytes(request, limit);
  if (bytes.byteLength === 0) throw malformed('it is empty');
  const type = headers.get('content-type');
  if (type === null || !jsonType.test(type)) throw unsupported('the Content-Type must be application/json');
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding !== 'identity') throw unsupported('the body must not be compressed');
  return parse(decode(bytes), exact);
}

/** Counts the bytes of a body that doesn't say its length. */
const bounded = (body: ReadableStream<Uint8Array>, limit: number): ReadableStream<Uint8Array> => {
  let size = 0;
  const transform = (chunk: Uint8Array, controller: TransformStreamDefaultController<Uint8Array>): void => {
    size += chunk.byteLength;
    if (size > limit) controller.error(tooLarge(limit));
    else controller.enqueue(chunk);
  };
  return body.pipeThrough(new TransformStream({ transform }));
};

/**
 * Lets a user's code read the body as safely as ours does: nothing reads further than the limit, and `c.req.json()`
 * reads as `readJson` does, as often as it is called. Throws `body_too_large`.
 */
export function boundBody(request: HonoRequest, rules: BodyRules): void {
  const { method, headers, body } = request.raw;
  if (method === 'GET' || method === 'HEAD') return;
  if (Number(headers.get('content-length')) > rules.limit) throw tooLarge(rules.limit);
  if (body !== null && !headers.has('content-length')) {
    const init = { body: bounded(body as ReadableStream<Uint8Array>, rules.limit), duplex: 'half' as const };
    request.raw = new Request(request.raw, init);
  }
  let parsed: Promise<unknown> | undefined;
  request.json = <T>(): Promise<T> => {
    // Hono keeps what it reads: the text of the body can be asked for as well.
    parsed ??= request.arrayBuffer().then(() => readJson(request, rules), broken);
    return parsed as Promise<T>;
  };
}

function broken(error: unknown): never {
  if (error instanceof RequestError) throw error;
  throw malformed('it ended before it was whole', error);
}

/** A body of unknown length is read in parts, and no further than the limit. */
async function readBytes(request: BodySource, limit: number): Promise<Uint8Array> {
  const { raw } = request;
  try {
    if (!raw.bodyUsed && !raw.headers.has('content-length')) return await readBounded(raw, limit);
    // What a middleware has read already, Hono still has.
    const bytes = new Uint8Array(await (raw.bodyUsed ? request : raw).arrayBuffer());
    if (bytes.byteLength > limit) throw tooLarge(limit);
    return bytes;
  } catch (error) {
    return broken(error);
  }
}

async function readBounded(request: Request, limit: number): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    throw malformed('it is not UTF-8', error);
  }
}

function parse(text: string, exact: ReadonlySet<string>): unknown {
  try {
    return parseExact(text, exact);
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error), error);
  }
}
