import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { sql } from 'kysely';
import { field, LightApi, type LightApiOptions, RestEndpoint } from 'lightapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeCertificates } from '../certificates.ts';
import { hasMysql, MysqlServer } from '../mysql-server.ts';
import { Cluster, hasPostgres } from '../postgres-cluster.ts';
import { keepLog, mistakesOf, temporaryFolder } from '../serve.ts';

class EntryEndpoint extends RestEndpoint {
  key = field.string();
}

type TlsOptions = NonNullable<LightApiOptions['databaseOptions']>['tls'];

/** Servers that speak TLS, and how one tells that it does. */
const servers = {
  postgres: {
    isThere: hasPostgres,
    start: async () => {
      const files = makeCertificates('postgres');
      const settings = ['ssl=on', `ssl_cert_file=${files.certificate}`, `ssl_key_file=${files.key}`];
      return { files, server: await Cluster.start(settings) };
    },
    encrypted: 'select ssl as encrypted from pg_stat_ssl where pid = pg_backend_pid()',
  },
  mysql: {
    isThere: hasMysql,
    start: async () => {
      const files = makeCertificates('mysql');
      const settings = [`--ssl-cert=${files.certificate}`, `--ssl-key=${files.key}`];
      return { files, server: await MysqlServer.start(settings) };
    },
    encrypted:
      "select variable_value <> '' as encrypted from information_schema.session_status where variable_name = 'ssl_cipher'",
  },
} as const;

describe.each(['postgres', 'mysql'] as const)('TLS to %s', (dialect) => {
  const { isThere, start, encrypted } = servers[dialect];
  const skipped = !isThere || !existsSync('/usr/bin/openssl');

  it.skipIf(skipped)(
    'is as the URL and the options say, verified or refused',
    async () => {
      const { files, server } = await start();
      const { url } = server;
      const named = url.replace('127.0.0.1', 'localhost');
      const isEncrypted = async (parameters: string, options: { tls?: TlsOptions; at?: string } = {}) => {
        const { tls, at = named } = options;
        const app = new LightApi({
          database: `${at}${parameters}`,
          logger: keepLog(),
          databaseOptions: tls === undefined ? {} : { tls },
        });
        try {
          await app.register({ '/entries': EntryEndpoint }).build();
          const { rows } = await app.withSession((session) =>
            sql<{ encrypted: unknown }>`${sql.raw(encrypted)}`.execute(session),
          );
          expect((await app.request('/entries')).status).toBe(200);
          return Boolean(rows[0]?.encrypted);
        } finally {
          await app.close();
        }
      };
      expect(await isEncrypted('')).toBe(false);
      expect(await isEncrypted('?sslmode=disable')).toBe(false);
      expect(await isEncrypted('?sslmode=require')).toBe(true);
      expect(await isEncrypted(`?sslmode=verify-full&sslrootcert=${files.ca}`)).toBe(true);
      expect(await isEncrypted(`?sslmode=verify-ca&sslrootcert=${files.ca}`, { at: url })).toBe(true);
      expect(await isEncrypted(`?sslrootcert=${files.ca}`)).toBe(true);
      expect(await isEncrypted('', { tls: { ca: readFileSync(files.ca) } })).toBe(true);
      // The options stand above the URL.
      expect(await isEncrypted('?sslmode=require', { tls: false })).toBe(false);
      expect(await isEncrypted('?sslmode=verify-full', { tls: { ca: readFileSync(files.ca) } })).toBe(true);

      const refused = /can't be opened: .+Give the CA of the server's certificate/s;
      await expect(isEncrypted(`?sslmode=verify-full&sslrootcert=${files.otherCa}`)).rejects.toThrow(refused);
      await expect(isEncrypted(`?sslmode=verify-ca&sslrootcert=${files.otherCa}`)).rejects.toThrow(refused);
      await expect(isEncrypted(`?sslmode=require&sslrootcert=${files.otherCa}`)).rejects.toThrow(refused);
      await expect(isEncrypted('?sslmode=verify-full')).rejects.toThrow(refused);
      await expect(isEncrypted('', { tls: true })).rejects.toThrow(refused);
      await expect(isEncrypted('', { tls: { ca: readFileSync(files.otherCa) } })).rejects.toThrow(refused);
      // Its certificate is for localhost.
      await expect(isEncrypted(`?sslmode=verify-full&sslrootcert=${files.ca}`, { at: url })).rejects.toThrow(
        /can't be opened: .*(?:altnames|name the host)/,
      );
    },
    30_000,
  );

  it.skipIf(skipped)(
    'that fails while an app runs is a 503, until it does not',
    async () => {
      const { files, server } = await start();
      const other = makeCertificates(dialect);
      const own = [files.certificate, files.key].map((file) => ({ file, content: readFileSync(file) }));
      const database = `${server.url}?sslmode=verify-ca&sslrootcert=${files.ca}`;
      const app = new LightApi({ database, logger: keepLog() }).register({ '/entries': EntryEndpoint });
      onTestFinished(() => app.close());
      const status = async () => (await app.request('/entries')).status;
      expect(await status()).toBe(200);
      await server.kill();
      writeFileSync(files.certificate, readFileSync(other.certificate));
      writeFileSync(files.key, readFileSync(other.key));
      await server.start();
      expect(await status()).toBe(503);
      await server.kill();
      for (const { file, content } of own) writeFileSync(file, content);
      await server.start();
      expect(await status()).toBe(200);
    },
    30_000,
  );
});

describe('what a URL says of TLS', () => {
  const mistake = async (parameters: string): Promise<string> => {
    const database = `postgres://u:secret@127.0.0.1:1/x?${parameters}`;
    return (await mistakesOf({ '/entries': EntryEndpoint }, { database })).message;
  };

  it.each(['sslrootcert', 'sslcert', 'sslkey'])('is refused where %s can not be read', async (name) => {
    const message = await mistake(`sslmode=verify-full&${name}=${temporaryFolder()}/none.pem`);
    expect(message).toMatch(new RegExp(`${name} in the URL can't be read: ENOENT.* Give the path of a file of PEM`));
    expect(message).not.toContain('secret');
  });

  it.each(['prefer', 'allow', 'verify', 'REQUIRE2'])('is refused where %s is its mode', async (mode) => {
    expect(await mistake(`sslmode=${mode}`)).toMatch(`sslmode=${mode} in the URL is no way to connect`);
  });

  it('is refused where a file is no certificate', async () => {
    expect(await mistake(`sslrootcert=${import.meta.filename}&sslcert=${import.meta.filename}`)).toMatch(
      "its TLS can't be used",
    );
  });
});
