/** Replays a transcript, in order, over HTTP against a fresh server, and compares each reply with what it must be. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { type EndpointClass, LightApi, type LightApiOptions } from 'lightapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepLog, tickingClock } from '../serve.ts';
import { type Comparison, compare, namesPart, ruleHeaders } from './comparison.ts';
import { Connection } from './connection.ts';
import type { Difference, Ending, Expectation, HeaderRule } from './difference.ts';
import { headerRules, rules } from './everywhere.ts';
import type { Exchange, Headers } from './exchange.ts';
import { type Existing, Ledger } from './ledger.ts';

/** A recorded conversation, the app that it is had with here, and all that is meant to differ. */
export interface Transcript {
  readonly exchanges: readonly Exchange[];
  readonly endpoints: Readonly<Record<`/${string}`, EndpointClass>>;
  readonly options?: LightApiOptions;
  readonly differences: readonly Difference[];
  readonly headers?: readonly HeaderRule[];
  /** SQL that makes tables before the app looks for them, and the rows that are in these then. */
  readonly existing?: { readonly sql: string; readonly rows: Existing };
  /** Sent with each request besides what was recorded. */
  readonly besides?: (at: number) => Headers;
}

/** A database with tables that the app finds; in memory where there are none. */
function databaseWith(existing: Transcript['existing']): string {
  if (existing === undefined) return 'sqlite:///:memory:';
  const file = join(mkdtempSync(join(tmpdir(), 'lightapi-')), 'existing.db');
  const db = new Sqlite(file);
  db.exec(existing.sql);
  db.close();
  return `sqlite:///${file}`;
}

/** The tests of a transcript: one for each exchange, and one for the table. */
export function replay(title: string, transcript: Transcript): void {
  describe(title, () => {
    const replaying = new Replaying(transcript);
    beforeAll(() => replaying.open());
    afterAll(() => replaying.close());
    for (const [at, exchange] of transcript.exchanges.entries()) {
      it(`${exchange.name}: ${replaying.reason(exchange)}`, () => replaying.replay(exchange, at));
    }
    it('the table names no exchange that was not recorded, none twice, and nothing in vain', () => {
      const names = transcript.differences.flatMap((entry) => entry.names);
      const recorded = transcript.exchanges.map(({ name }) => name);
      expect(names.filter((name) => !recorded.includes(name))).toEqual([]);
      expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
      expect(transcript.differences.filter((entry) => !namesPart(entry))).toEqual([]);
      expect(replaying.unusedHeaders()).toEqual([]);
    });
  });
}

interface Meant {
  readonly because: string;
  readonly ending: Ending;
}

class Replaying {
  readonly #transcript: Transcript;
  readonly #ledger: Ledger;
  readonly #connection: Connection;
  readonly #usedHeaders = new Set<HeaderRule>();

  constructor(transcript: Transcript) {
    const { endpoints, options, existing } = transcript;
    this.#transcript = transcript;
    this.#ledger = new Ledger(Object.keys(endpoints), existing?.rows);
    const defaults = { database: databaseWith(existing), clock: tickingClock(), logger: keepLog() };
    this.#connection = new Connection(new LightApi({ ...defaults, ...options }).register(endpoints));
  }

  async open(): Promise<void> {
    await this.#connection.open();
  }

  close = (): Promise<void> => this.#connection.close();

  #difference = ({ name }: Exchange): Difference | undefined =>
    this.#transcript.differences.find(({ names }) => names.includes(name));

  /** What is meant to differ, and why: what the transcript names goes before the rules for all. */
  #meant(exchange: Exchange): Meant | undefined {
    const difference = this.#difference(exchange);
    if (difference !== undefined) return { because: difference.because, ending: difference };
    for (const { because, ending: endingOf } of rules) {
      const ending = endingOf(exchange);
      if (ending !== undefined) return { because, ending };
    }
    return undefined;
  }

  reason = (exchange: Exchange): string => this.#meant(exchange)?.because ?? 'as recorded';

  unusedHeaders(): readonly string[] {
    const own = this.#transcript.headers ?? [];
    return own.filter((rule) => !this.#usedHeaders.has(rule)).map(({ header, because }) => `${header}: ${because}`);
  }

  async replay(exchange: Exchange, at: number): Promise<void> {
    const { spendsId, corrected } = this.#difference(exchange) ?? {};
    const refused = await this.#exchange(exchange, at, this.#meant(exchange)?.ending ?? {});
    if (spendsId === true) this.#ledger.enterSpentId(exchange);
    if (corrected === undefined) this.#ledger.enter(exchange, refused.ended);
    compare(refused);
    if (corrected === undefined) return;
    const again = { ...exchange, request: { ...exchange.request, body: corrected } };
    const accepted = await this.#exchange(again, at, {});
    this.#ledger.enter(again, accepted.ended);
    compare(accepted);
  }

  /** Sends the request, and says what the reply must be. */
  async #exchange(exchange: Exchange, at: number, ending: Ending): Promise<Comparison> {
    const sent = this.#ledger.translateRequest(exchange);
    const recorded = this.#ledger.translateReply(exchange);
    const headers = { ...exchange.request.headers, ...this.#transcript.besides?.(at) };
    const actual = await this.#connection.send({ ...exchange.request, ...sent, headers });
    const resolve = ({ status, body }: Expectation): Expectation => ({
      status,
      body: this.#ledger.resolve(body, actual.body),
    });
    const ended = resolve(this.#ledger.applyEnding(exchange, recorded, ending));
    const ruled = ruleHeaders([...headerRules, ...(this.#transcript.headers ?? [])], exchange, ended);
    for (const rule of ruled.keys()) this.#usedHeaders.add(rule);
    const said = new Map([...ruled].map(([{ header }, value]) => [header, value]));
    return { exchange, actual, asRecorded: resolve(recorded), ended, ending, ruled: said };
  }
}
