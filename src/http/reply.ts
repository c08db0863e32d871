/** Responses: JSON with the headers that every reply has, and errors in the README's form. */
import type { RequestError } from '../errors.ts';
import { secureHeaders } from './secure-headers.ts';

const jsonHeaders = { ...secureHeaders, 'content-type': 'application/json' };

type ReplyHeaders = Readonly<Record<string, string>>;

/** Integers that JSON's numbers can't hold, as other programs may have stored them, are text, as all of `bigint` are. */
const exact = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** A replacer costs time, and is hardly ever needed. */
function stringify(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return JSON.stringify(value, exact);
  }
}

/** A JSON reply from a value. */
export const json = (value: unknown, status = 200, headers?: ReplyHeaders): Response =>
  jsonText(stringify(value), status, headers);

/** A JSON reply from what is JSON already. */
export const jsonText = (text: string, status: number, headers?: ReplyHeaders): Response =>
  new Response(text, { status, headers: headers === undefined ? jsonHeaders : { ...jsonHeaders, ...headers } });

/** 304: the client has it already. */
export const notModified = (etag: string): Response =>
  new Response(null, { status: 304, headers: { ...secureHeaders, etag } });

export const noContent = (headers: ReplyHeaders = {}): Response =>
  new Response(null, { status: 204, headers: { ...secureHeaders, ...headers } });

/** `{"detail": …}` with the status and headers of the error. */
export const refusal = ({ code, detail, status, headers }: RequestError): Response =>
  json(code === 'too_many_requests' ? { error: 'rate_limit_exceeded', detail } : { detail }, status, headers);
