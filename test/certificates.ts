/** A certificate authority of a test's own, and what it signs. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { owner, ownFolder } from './own-server.ts';

interface Certificates {
  /** Files of PEM: the CA, the server's certificate for `localhost` and its key, and a CA that signed nothing. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  readonly otherCa: string;
}

/** Files that a server may read which runs as a user of its own. */
export function makeCertificates(user: string): Certificates {
  const folder = ownFolder(user);
  const at = (name: string): string => join(folder, name);
  const make = (name: string, subject: string, signing: readonly string[]): void => {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', at(`${name}.key`)];
    const args = ['req', '-x509', ...key, '-out', at(`${name}.pem`), '-subj', `/CN=${subject}`, '-days', '2'];
    execFileSync('openssl', [...args, ...signing], { stdio: 'pipe' });
  };
  make('ca', 'tests', []);
  make('other', 'others', []);
  const names = ['-addext', 'subjectAltName=DNS:localhost', '-addext', 'basicConstraints=CA:FALSE'];
  make('server', 'localhost', ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), ...names]);
  const { uid, gid } = owner(user) ?? {};
  for (const name of readdirSync(folder)) {
    chmodSync(at(name), 0o600);
    if (uid !== undefined && gid !== undefined) chownSync(at(name), uid, gid);
  }
  return { ca: at('ca.pem'), certificate: at('server.pem'), key: at('server.key'), otherCa: at('other.pem') };
}
