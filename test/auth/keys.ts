/** Keys of every kind, tokens made by hand, and an issuer that publishes its keys over HTTP. */
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JWTPayload, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';

export const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
export const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' });
export const ed25519 = generateKeyPairSync('ed25519');

export const pem = (key: KeyObject): string =>
  key.export({ format: 'pem', type: key.type === 'private' ? 'pkcs8' : 'spki' }).toString();

export const now = new Date('2026-11-22T09:30:00Z');
export const seconds = now.getTime() / 1000;

/** A token made by jose, that lives for an hour unless its claims say otherwise. */
export const tokenOf = (
  claims: JWTPayload,
  key: KeyObject | Uint8Array,
  header: { readonly alg: string; readonly kid?: string },
): Promise<string> => new SignJWT({ exp: seconds + 3600, ...claims }).setProtectedHeader(header).sign(key);

const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token put together by hand, signed by HMAC with whatever is taken for the secret. */
export function forge(header: unknown, payload: unknown, key?: string | Buffer): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${key === undefined ? '' : createHmac('sha256', key).update(signed).digest('base64url')}`;
}

export interface Issuer {
  readonly url: string;
  /** How often its keys were read. */
  readonly reads: () => number;
  /** From now on it publishes these, by `kid`; with none it is out of order. */
  readonly publish: (keys?: Readonly<Record<string, KeyObject>>) => void;
}

export async function openIssuer(first: Readonly<Record<string, KeyObject>>): Promise<Issuer> {
  let published: Readonly<Record<string, KeyObject>> | undefined = first;
  let reads = 0;
  const server = createServer((_, reply) => {
    reads += 1;
    const keys = Object.entries(published ?? {}).map(([kid, key]) => ({ ...key.export({ format: 'jwk' }), kid }));
    reply.writeHead(published === undefined ? 503 : 200, { 'content-type': 'application/json' });
    reply.end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const publish = (keys?: Readonly<Record<string, KeyObject>>): void => {
    published = keys;
  };
  return { url: `http://127.0.0.1:${port}/keys.json`, reads: () => reads, publish };
}
