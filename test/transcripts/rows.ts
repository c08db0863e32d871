/** The rows of one table, in the recorded database and in ours: each follows from the recording and the differences. */
import type { Row } from './exchange.ts';
import { type Names, now } from './names.ts';

interface Pair {
  /** `{}` where the recorded database never had the row. */
  readonly recorded: Row;
  /** Absent where our database refused the row. */
  readonly ours: Row | undefined;
  /** What a recorded version means. */
  readonly versions: ReadonlyMap<unknown, unknown>;
}

/** How one write ended on both sides; no row: it was refused, or is gone. */
interface Written {
  readonly recorded: Row | undefined;
  readonly ours: Row | undefined;
}

const naiveTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?$/;
const isMadeUp = (name: string): boolean => name === 'created_at' || name === 'updated_at';

/** A time without a zone is UTC; whole milliseconds are said as such. */
const inUtc = (time: string): string => {
  const [seconds, fraction = '000000'] = time.split('.');
  return `${seconds}.${fraction.endsWith('000') ? fraction.slice(0, 3) : fraction}Z`;
};

const byId = (one: Row, other: Row): number => Number(one.id) - Number(other.id);

export class Rows {
  readonly #names: Names;
  #pairs: readonly Pair[] = [];
  #highestGiven = 0;

  constructor(names: Names, existing: readonly (readonly [recorded: Row, ours: Row])[] = []) {
    this.#names = names;
    for (const [recorded, ours] of existing) this.enterCreation({ recorded, ours });
  }

  /** Our rows by id. */
  get ours(): readonly Row[] {
    return this.#pairs.flatMap(({ ours }) => (ours === undefined ? [] : [ours])).sort(byId);
  }

  /** Whether there are rows that the recorded database never had. */
  get hasOwn(): boolean {
    return this.#pairs.some(({ recorded }) => recorded.id === undefined);
  }

  /** Our row of a recorded id; of an id that was recorded for none, the row that we alone gave it to. */
  byRecordedId(id: number): Row | undefined {
    return (this.#byRecordedId(id) ?? this.#byOwnId(id))?.ours;
  }

  #byRecordedId = (id: unknown): Pair | undefined => this.#pairs.find(({ recorded }) => recorded.id === id);

  #byOwnId = (id: unknown): Pair | undefined =>
    this.#pairs.find(({ recorded, ours }) => recorded.id === undefined && ours?.id === id);

  /** The id that a recorded one means in a path. One that was refused here is sent as it is, if it is no other row's. */
  ownId(id: number): number {
    const pair = this.#byRecordedId(id);
    if (pair?.ours !== undefined) return Number(pair.ours.id);
    if (pair !== undefined && this.ours.some((row) => row.id === id)) {
      throw new Error(`row ${id} was refused here, and another one has its id`);
    }
    return id;
  }

  /** The version that a recorded one means in a body, where it is another. */
  ownVersion(id: number, version: unknown): unknown {
    return this.#byRecordedId(id)?.versions.get(version) ?? version;
  }

  /** What a recorded row that was just created means. It has the id that the recorded database would have given it. */
  translateNew(recorded: Row): Row {
    const due = this.#pairs.reduce((highest, pair) => Math.max(highest, Number(pair.recorded.id ?? 0)), 0) + 1;
    if (recorded.id !== due) throw new Error(`row ${recorded.id} was recorded where ${due} is due: a row is missing`);
    const fields = Object.entries(recorded).map(([name, value]) => [name, this.#translateValue(name, value)]);
    return { ...Object.fromEntries(fields), id: this.#nextId() };
  }

  /** What a recorded row means: what was not changed on the way is what we have. */
  translate(recorded: Row): Row {
    const pair = this.#byRecordedId(recorded.id);
    if (pair === undefined) throw new Error(`row ${recorded.id} was never created`);
    const ours = pair.ours ?? {};
    const fields = Object.entries(recorded).map(([name, value]) => {
      if (value === pair.recorded[name]) return [name, ours[name]];
      if (name === 'version' && pair.recorded.version !== undefined) return [name, Number(ours.version) + 1];
      return [name, this.#translateValue(name, value)];
    });
    return Object.fromEntries(fields);
  }

  #translateValue(name: string, value: unknown): unknown {
    if (typeof value !== 'string' || !naiveTime.test(value)) return value;
    return isMadeUp(name) ? this.#names.time(value) : inUtc(value);
  }

  /** The rows of a recorded list that are here too; of a whole list also those that are here alone, all by id. */
  translateList(recorded: readonly Row[], isWhole: boolean): readonly Row[] {
    const rows = recorded.map((row) => this.translate(row)).filter(({ id }) => id !== undefined);
    if (!isWhole || !this.hasOwn) return rows;
    const own = this.#pairs.flatMap((pair) => (pair.recorded.id === undefined && pair.ours ? [pair.ours] : []));
    return [...rows, ...own].sort(byId);
  }

  #nextId = (): number => Number(this.ours.at(-1)?.id ?? 0) + 1;

  /** A row that the table of differences tells of, with what a database adds to it. */
  completeNew(row: Row, neverReusesIds: boolean): Row {
    const id = neverReusesIds ? this.#highestGiven + 1 : this.#nextId();
    return row.id === undefined ? { ...row, id, created_at: now, updated_at: now, version: 1 } : { ...row, id };
  }

  enterCreation({ recorded, ours }: Written): void {
    if (ours !== undefined) this.#highestGiven = Math.max(this.#highestGiven, Number(ours.id));
    this.#learnTimes(recorded, ours);
    this.#pairs = [...this.#pairs, { recorded: recorded ?? {}, ours, versions: new Map([[1, 1]]) }];
  }

  /** An id that the recorded database gave to a row that no reply shows. */
  enterSpentId(): void {
    const highest = this.#pairs.reduce((id, pair) => Math.max(id, Number(pair.recorded.id ?? 0)), 0);
    this.enterCreation({ recorded: { id: highest + 1 }, ours: undefined });
  }

  enterUpdate(id: number, { recorded, ours }: Written): void {
    const pair = this.#byRecordedId(id) ?? this.#byOwnId(id);
    if (pair === undefined || (recorded === undefined && ours === undefined)) return;
    const next = { recorded: { ...pair.recorded, ...recorded }, ours: ours ? { ...pair.ours, ...ours } : pair.ours };
    this.#learnTimes(recorded, ours);
    const versions = new Map(pair.versions).set(next.recorded.version, next.ours?.version);
    this.#replace(pair, { ...next, versions });
  }

  /** What a read shows for the first time. */
  enterRead({ recorded, ours }: Written): void {
    const pair = this.#byRecordedId(recorded?.id);
    if (pair === undefined || recorded === undefined || ours === undefined) return;
    this.#learnTimes(recorded, ours);
    this.#replace(pair, { ...pair, recorded: { ...pair.recorded, ...recorded }, ours: { ...pair.ours, ...ours } });
  }

  enterDeletion(id: number, gone: { readonly recorded: boolean; readonly ours: boolean }): void {
    const pair = this.#byRecordedId(id) ?? this.#byOwnId(id);
    if (pair === undefined) return;
    if (!gone.recorded && gone.ours) throw new Error(`row ${id} is deleted here alone: say so in what follows`);
    if (gone.recorded) this.#replace(pair, gone.ours ? undefined : { ...pair, recorded: {} });
  }

  #replace(pair: Pair, next: Pair | undefined): void {
    this.#pairs = this.#pairs.flatMap((other) => (other === pair ? (next ?? []) : other));
  }

  #learnTimes(recorded: Row | undefined, ours: Row | undefined): void {
    for (const name of ['created_at', 'updated_at']) {
      const time = ours?.[name];
      const was = recorded?.[name];
      if (typeof time === 'string') this.#names.learn(typeof was === 'string' ? was : undefined, time);
    }
  }
}
