/** Responses: JSON with the headers that every reply has, and errors in the README's form. */
import type { RequestError } from '../errors.ts';
import { secureHeaders } from './secure-headers.ts';

const jsonHeaders = { ...secureHeaders, 'content-type': 'application/json' };

/** A JSON reply from a value. */
export function json(value: unknown, status = 200, headers?: Readonly<Record<string, string>>): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: headers === undefined ? jsonHeaders : { ...jsonHeaders, ...headers },
  });
}

/** 304: the client has it already. */
export const notModified = (etag: string): Response =>
  new Response(null, { status: 304, headers: { ...secureHeaders, etag } });

export const noContent = (headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status: 204, headers: { ...secureHeaders, ...headers } });

/** `{"detail": …}` with the status and headers of the error. */
export const refusal = ({ code, detail, status, headers }: RequestError): Response =>
  json(code === 'too_many_requests' ? { error: 'rate_limit_exceeded', detail } : { detail }, status, headers);
