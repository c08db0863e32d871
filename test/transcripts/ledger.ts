/**
 * Replays a recorded conversation: what a recorded reply means here, given that some requests were answered otherwise.
 *
 * Two databases are kept in mind, the recorded one and ours. Both follow from the recording and the table of differences
 * alone, never from what the server answers, so that a reply is compared and never copied:
 *
 * - **Rows** stand in pairs, by the order of their creation. A recorded id in a path or a reply means our row of the pair.
 *   A new row has the id that the recorded database would have given it (the highest, and one more), unless the table
 *   says otherwise.
 * - **Versions** stand in pairs as well: where we refuse a write that was accepted, the version that came of it means the
 *   one that our row still has.
 * - **Fields** that a recorded write changed have the recorded value, unless we refused it: then they keep ours.
 * - **Times** are names: a recorded time that was not seen before must be one of ours that was not seen before, later than
 *   all of them; after that it means this one and no other.
 *
 * The `url` of an error entry (a page about Pydantic) is the only thing that is dropped.
 */

export interface Exchange {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
    readonly body_base64?: string;
  };
  readonly response: { readonly status: number; readonly body: string };
}

/** Why some exchanges end otherwise than recorded, and how they end. */
export interface Difference {
  readonly names: readonly string[];
  readonly because: string;
  /** Absent: as recorded. */
  readonly status?: number;
  /** The JSON of our reply, `''` for none. Absent: as recorded. A row without id and times gets those of a new one. */
  readonly body?: unknown;
  /** A path whose GET would be answered with the same body now. */
  readonly sameAs?: string;
  /** The id of a new row, where it is not the highest and one more: one more than was ever given. */
  readonly neverReusesIds?: true;
}

/** What a reply must be. */
export interface Expectation {
  readonly status: number;
  readonly body: unknown;
}

export type Row = Record<string, unknown>;

/** A time that must be one of ours, not seen before. */
export class NewTime {
  readonly recorded: string;
  constructor(recorded: string) {
    this.recorded = recorded;
  }
}

const isObject = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NewTime);
export const isRow = (value: unknown): value is Row => isObject(value) && 'id' in value && 'created_at' in value;

export const parseBody = (text: string): unknown => {
  try {
    return text === '' ? '' : JSON.parse(text);
  } catch {
    return text;
  }
};

interface Pair {
  readonly recorded: Row;
  /** Absent where our database refused the row. */
  readonly ours: Row | undefined;
  /** What a recorded version means. */
  readonly versions: Map<number, number>;
}

const withoutUrl = (body: unknown): unknown => {
  if (!isObject(body) || !Array.isArray(body.detail)) return body;
  return { detail: body.detail.map(({ url: _, ...entry }: Row) => entry) };
};

export class Ledger {
  #pairs: Pair[] = [];
  #highestGiven = 0;
  readonly #times = new Map<string, string>();
  #latest = '';

  /** The request as it is sent here: ids in the path, and the version in the body, mean the rows of this database. */
  translateRequest({ request }: Exchange): { readonly path: string; readonly body: string | null } {
    const id = /^\/books\/(\d+)(?=\/?$)/.exec(request.path)?.[1];
    const pair = id === undefined ? undefined : this.#byRecordedId(Number(id));
    if (pair === undefined) return { path: request.path, body: request.body };
    if (pair.ours === undefined) throw new Error(`${request.path} is a row that was refused here`);
    const path = Number(id) === pair.ours.id ? request.path : request.path.replace(/\d+/, String(pair.ours.id));
    return { path, body: this.#translateVersion(pair, request.body) };
  }

  #translateVersion(pair: Pair, body: string | null): string | null {
    const given = body === null ? undefined : parseBody(body);
    if (body === null || !isObject(given) || typeof given.version !== 'number') return body;
    const ours = pair.versions.get(given.version);
    return ours === undefined || ours === given.version
      ? body
      : body.replace(/("version"\s*:\s*)[\d.]+/, (_, key) => key + ours);
  }

  /** What the recorded reply means here, as if this exchange were answered as recorded. */
  translateReply({ request, response }: Exchange): Expectation {
    const recorded = parseBody(response.body);
    if (isRow(recorded)) return { status: response.status, body: this.#translateRow(recorded, request.method) };
    if (isObject(recorded) && Array.isArray(recorded.results)) {
      return { status: response.status, body: { results: this.#translateList(recorded.results as Row[]) } };
    }
    return { status: response.status, body: withoutUrl(recorded) };
  }

  #translateRow(recorded: Row, method: string): Row {
    const pair = method === 'POST' ? undefined : this.#byRecordedId(recorded.id as number);
    if (pair === undefined) return { ...this.#withTimes(recorded), id: this.#nextId() };
    const ours = pair.ours ?? {};
    const fields = Object.entries(recorded).map(([name, value]) => {
      if (value === pair.recorded[name]) return [name, ours[name]];
      if (name === 'version') return [name, (ours.version as number) + 1];
      return [name, name.endsWith('_at') ? this.#time(value as string) : value];
    });
    return Object.fromEntries(fields);
  }

  /** The rows of the recorded list that are here too, and those that are here alone, by id. */
  #translateList(recorded: readonly Row[]): Row[] {
    const known = recorded.map((row) => this.#byRecordedId(row.id as number));
    if (known.some((pair) => pair === undefined)) throw new Error('a recorded list holds a row that was never created');
    const rows = this.#pairs.filter((pair) => known.includes(pair) || pair.recorded.id === undefined);
    return rows.flatMap(({ ours }) => (ours === undefined ? [] : [ours])).sort((a, b) => Number(a.id) - Number(b.id));
  }

  #withTimes(row: Row): Row {
    return {
      ...row,
      created_at: this.#time(row.created_at as string),
      updated_at: this.#time(row.updated_at as string),
    };
  }

  #time = (recorded: string): string | NewTime => this.#times.get(recorded) ?? new NewTime(recorded);

  #nextId(): number {
    return Math.max(0, ...this.#pairs.map(({ ours }) => Number(ours?.id ?? 0))) + 1;
  }

  #byRecordedId = (id: number): Pair | undefined => this.#pairs.find(({ recorded }) => recorded.id === id);

  /** What this exchange ends with, where it is a difference: what the table says, and the rest as recorded. */
  applyDifference(expected: Expectation, difference: Difference): Expectation {
    const { status = expected.status, body = expected.body, sameAs, neverReusesIds } = difference;
    const merged = { status, body: sameAs === undefined ? body : this.#read(sameAs) };
    if (merged.status !== 201) return merged;
    const id = neverReusesIds === true ? this.#highestGiven + 1 : this.#nextId();
    const at = new NewTime('of this exchange');
    const row = isRow(merged.body)
      ? { ...merged.body, id }
      : { ...(merged.body as Row), id, created_at: at, updated_at: at, version: 1 };
    return { ...merged, body: row };
  }

  #read(path: string): unknown {
    const id = /\/(\d+)$/.exec(path)?.[1];
    if (id !== undefined) return this.#byRecordedId(Number(id))?.ours;
    const rows = this.#pairs.flatMap(({ ours }) => (ours === undefined ? [] : [ours]));
    return { results: rows.sort((a, b) => Number(a.id) - Number(b.id)) };
  }

  /** The expectation with our times in the places of new ones, where they may stand there. */
  resolve(expected: unknown, actual: unknown, seen = new Map<string, string>()): unknown {
    if (expected instanceof NewTime) return this.#resolveTime(expected, actual, seen);
    if (Array.isArray(expected)) {
      return expected.map((item, at) => this.resolve(item, (actual as unknown[] | undefined)?.[at], seen));
    }
    if (!isObject(expected) || 'asymmetricMatch' in expected) return expected;
    const entries = Object.entries(expected);
    return Object.fromEntries(
      entries.map(([name, value]) => [name, this.resolve(value, (actual as Row | undefined)?.[name], seen)]),
    );
  }

  #resolveTime({ recorded }: NewTime, actual: unknown, seen: Map<string, string>): unknown {
    const known = seen.get(recorded);
    if (known !== undefined) return known;
    const isTime = typeof actual === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(actual);
    if (!isTime || actual <= this.#latest) return `a time in RFC 3339 later than ${this.#latest}`;
    seen.set(recorded, actual);
    return actual;
  }

  /** Keeps what the exchange did to both databases. `ended` is the resolved expectation, not the reply. */
  enter({ request, response }: Exchange, ended: Expectation): void {
    const recorded = response.status < 300 ? parseBody(response.body) : undefined;
    const ours = ended.status < 300 ? ended.body : undefined;
    if (request.method === 'POST' && (isRow(recorded) || isRow(ours))) this.#enterCreation(recorded, ours);
    if (request.method === 'PUT' || request.method === 'PATCH') this.#enterUpdate(recorded, ours);
    if (request.method === 'DELETE')
      this.#enterDeletion(request.path, { recorded: response.status, ours: ended.status });
  }

  #enterCreation(recorded: unknown, ours: unknown): void {
    const row = isRow(ours) ? ours : undefined;
    if (row !== undefined) this.#highestGiven = Math.max(this.#highestGiven, Number(row.id));
    this.#learnTimes(recorded, row);
    this.#pairs.push({ recorded: isRow(recorded) ? recorded : {}, ours: row, versions: new Map([[1, 1]]) });
  }

  #enterUpdate(recorded: unknown, ours: unknown): void {
    if (!isRow(recorded)) {
      if (isRow(ours)) throw new Error('an update that was refused is accepted here: the ledger does not know how');
      return;
    }
    const pair = this.#byRecordedId(recorded.id as number);
    if (pair === undefined) throw new Error(`row ${recorded.id} was never created`);
    const row = isRow(ours) ? ours : pair.ours;
    if (isRow(ours)) this.#learnTimes(recorded, ours);
    pair.versions.set(Number(recorded.version), Number(row?.version));
    this.#pairs = this.#pairs.map((other) => (other === pair ? { ...pair, recorded, ours: row } : other));
  }

  #enterDeletion(path: string, statuses: { readonly recorded: number; readonly ours: number }): void {
    if (statuses.recorded !== 204 && statuses.ours !== 204) return;
    if (statuses.recorded !== statuses.ours) throw new Error(`${path} is deleted on one side only`);
    this.#pairs = this.#pairs.filter(({ recorded }) => `/books/${recorded.id}` !== path);
  }

  #learnTimes(recorded: unknown, ours: Row | undefined): void {
    for (const name of ['created_at', 'updated_at']) {
      const time = ours?.[name];
      if (typeof time !== 'string') continue;
      if (time > this.#latest) this.#latest = time;
      if (isRow(recorded) && !this.#times.has(String(recorded[name]))) this.#times.set(String(recorded[name]), time);
    }
  }
}
