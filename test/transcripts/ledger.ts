/**
 * Replays a recorded conversation: what a recorded reply means here, given that some requests were answered otherwise.
 *
 * Two databases are kept in mind, the recorded one and ours. Both follow from the recording and the table of differences
 * alone, never from what the server answers, so that a reply is compared and never copied:
 *
 * - **Rows** stand in pairs, table by table, by the order of their creation. A recorded id in a path or a reply means our
 *   row of the pair. A new row has the id that the recorded database would have given it (the highest, and one more),
 *   unless the table says otherwise.
 * - **Versions** stand in pairs as well: where we refuse a write that was accepted, the version that came of it means the
 *   one that our row still has.
 * - **Fields** that a recorded write changed have the recorded value, unless we refused it: then they keep ours.
 * - **Times** that the server made are names: a recorded time that was not seen before must be one of ours that was not
 *   seen before, later than all of them; after that it means this one and no other. A time that a client sent is the same
 *   instant, in UTC and with a `Z`.
 * - **Cursors** are names too, in replies and in requests.
 *
 * The `url` of an error entry (a page about Pydantic) is the only thing that is dropped.
 */
import type { Ending, Expectation } from './difference.ts';
import { type Exchange, isObject, isRow, parseBody, type Row } from './exchange.ts';
import { MadeUp, Names } from './names.ts';
import { Rows } from './rows.ts';

/** Which rows a path is about, and which of them. */
interface Place {
  readonly rows: Rows | undefined;
  readonly id: number | undefined;
}

const withoutUrl = (body: unknown): unknown => {
  if (!isObject(body) || !Array.isArray(body.detail)) return body;
  return { detail: body.detail.map(({ url: _, ...entry }: Row) => entry) };
};

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** Rows by the route of their table: as they were recorded, and as ours are. */
export type Existing = Readonly<Record<string, readonly (readonly [recorded: Row, ours: Row])[]>>;

export class Ledger {
  readonly #names = new Names();
  readonly #tables: ReadonlyMap<string, Rows>;

  /** `existing` are the rows that both databases had before. */
  constructor(routes: readonly string[], existing: Existing = {}) {
    this.#tables = new Map(routes.map((route) => [route, new Rows(this.#names, existing[route])]));
  }

  #locate(target: string): Place {
    const [path = ''] = target.split('?');
    const [, route = '', id] = /^(\/.*?)(?:\/(\d+))?\/?$/.exec(decoded(path)) ?? [];
    return { rows: this.#tables.get(route), id: id === undefined ? undefined : Number(id) };
  }

  /** The request as it is sent here: ids and cursors in the path, and the version in the body, mean those of ours. */
  translateRequest({ request }: Exchange): { readonly path: string; readonly body: string | null } {
    const { rows, id } = this.#locate(request.path);
    const path = request.path.replace(/(?<=[?&]cursor=)[^&]*/, this.#names.meaning);
    if (rows === undefined || id === undefined) return { path, body: request.body };
    const own = rows.ownId(id);
    return {
      path: own === id ? path : path.replace(/\d+(?=\/?(?:\?|$))/, String(own)),
      body: this.#translateVersion(request.body, (version) => rows.ownVersion(id, version)),
    };
  }

  #translateVersion(body: string | null, meaning: (version: unknown) => unknown): string | null {
    const given = body === null ? undefined : parseBody(body);
    if (body === null || !isObject(given) || typeof given.version !== 'number') return body;
    const ours = meaning(given.version);
    return ours === given.version ? body : body.replace(/("version"\s*:\s*)[\d.]+/, (_, key) => `${key}${ours}`);
  }

  /** What the recorded reply means here, as if this exchange were answered as recorded. */
  translateReply({ request, response: { status, body } }: Exchange): Expectation {
    const recorded = parseBody(body);
    const { rows } = this.#locate(request.path);
    if (rows === undefined || status >= 300 || !isObject(recorded)) return { status, body: withoutUrl(recorded) };
    if (Array.isArray(recorded.results)) {
      const results = rows.translateList(recorded.results, !request.path.includes('?'));
      return { status, body: { ...recorded, ...this.#translateNext(recorded), results } };
    }
    if (!isRow(recorded)) return { status, body: recorded };
    return { status, body: request.method === 'POST' ? rows.translateNew(recorded) : rows.translate(recorded) };
  }

  #translateNext = ({ next }: Row): Row => (isCursor(next) ? { next: this.#names.cursor(next) } : {});

  /** What this exchange ends with, where it is a difference: what the table says, and the rest as recorded. */
  applyEnding(exchange: Exchange, expected: Expectation, ending: Ending): Expectation {
    const { status = expected.status, changes } = ending;
    const body = this.#bodyOf(exchange, expected, ending);
    const changed = changes === undefined ? body : { ...(isObject(body) ? body : {}), ...changes };
    const { rows } = this.#locate(exchange.request.path);
    if (status !== 201 || rows === undefined) return { status, body: changed };
    return { status, body: rows.completeNew(changed as Row, ending.neverReusesIds === true) };
  }

  #bodyOf({ request }: Exchange, expected: Expectation, ending: Ending): unknown {
    if (ending.sameAs !== undefined) return this.#read(ending.sameAs);
    if ('body' in ending) return ending.body;
    const chosen = ending.rows;
    if (chosen === undefined) return expected.body;
    const { rows } = this.#locate(request.path);
    const results =
      typeof chosen === 'function' ? rows?.ours.filter(chosen) : chosen.map((id) => rows?.byRecordedId(id));
    return { ...(isObject(expected.body) ? expected.body : {}), results };
  }

  #read(path: string): unknown {
    const { rows, id } = this.#locate(path);
    return id === undefined ? { results: rows?.ours } : rows?.byRecordedId(id);
  }

  /** The expectation with what our server made up in the places where it may stand. */
  resolve(expected: unknown, actual: unknown, seen = new Map<string, string>()): unknown {
    if (expected instanceof MadeUp) return this.#names.resolve(expected, actual, seen);
    if (Array.isArray(expected)) {
      return expected.map((item, at) => this.resolve(item, (actual as unknown[] | undefined)?.[at], seen));
    }
    if (!isObject(expected) || 'asymmetricMatch' in expected) return expected;
    const entries = Object.entries(expected);
    return Object.fromEntries(
      entries.map(([name, value]) => [name, this.resolve(value, (actual as Row | undefined)?.[name], seen)]),
    );
  }

  /** Keeps what the exchange did to both databases. `ended` is the resolved expectation, not the reply. */
  enter({ request, response }: Exchange, ended: Expectation): void {
    const { rows, id } = this.#locate(request.path);
    const recorded = response.status < 300 ? parseBody(response.body) : undefined;
    const ours = ended.status < 300 ? ended.body : undefined;
    if (isObject(recorded) && isObject(ours) && isCursor(recorded.next) && typeof ours.next === 'string') {
      this.#names.learn(recorded.next, ours.next);
    }
    const written = { recorded: isRow(recorded) ? recorded : undefined, ours: isRow(ours) ? ours : undefined };
    const { method } = request;
    if (method === 'POST' && (written.recorded ?? written.ours) !== undefined) rows?.enterCreation(written);
    if (id === undefined) return;
    if (method === 'GET') rows?.enterRead(written);
    if (method === 'PUT' || method === 'PATCH') rows?.enterUpdate(id, written);
    const gone = { recorded: response.status === 204, ours: ended.status === 204 };
    if (method === 'DELETE') rows?.enterDeletion(id, gone);
  }

  /** An id that the recorded database gave away though no reply shows the row. */
  enterSpentId({ request }: Exchange): void {
    this.#locate(request.path).rows?.enterSpentId();
  }
}

const isCursor = (next: unknown): next is string => typeof next === 'string' && !next.startsWith('http');
