/** Responses: JSON with the headers that every reply has, and errors in the README's form. */
import type { RequestError } from '../errors.ts';

const jsonHeaders = { 'content-type': 'application/json' };

/** A JSON reply from a value. */
export function json(value: unknown, status = 200, headers?: Readonly<Record<string, string>>): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: headers === undefined ? jsonHeaders : { ...jsonHeaders, ...headers },
  });
}

/** 304: the client has it already. */
export const notModified = (etag: string): Response => new Response(null, { status: 304, headers: { etag } });

export const noContent = (headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status: 204, headers });

/** `{"detail": …}` with the status and headers of the error. */
export const refusal = ({ detail, status, headers }: RequestError): Response => json({ detail }, status, headers);
