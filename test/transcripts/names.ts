/** Times and cursors, which a server makes up: a recorded one is a name for one of ours. */

/** One of ours that was not seen before. */
export class MadeUp {
  readonly kind: 'time' | 'cursor';
  readonly recorded: string;
  constructor(kind: 'time' | 'cursor', recorded: string) {
    this.kind = kind;
    this.recorded = recorded;
  }
}

/** The time of the exchange itself, where none was recorded. */
export const now = new MadeUp('time', 'the time of this exchange');

/** A cursor where none was recorded. */
export const aCursor = new MadeUp('cursor', 'a cursor of ours alone');

const forms = { time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, cursor: /^[\w-]+$/ };

export class Names {
  readonly #ours = new Map<string, string>();
  #latest = '';

  time = (recorded: string): string | MadeUp => this.#ours.get(recorded) ?? new MadeUp('time', recorded);

  cursor = (recorded: string): string | MadeUp => this.#ours.get(recorded) ?? new MadeUp('cursor', recorded);

  /** What a recorded cursor means in a request: another text is sent as it is. */
  meaning = (recorded: string): string => this.#ours.get(recorded) ?? recorded;

  /**
   * The value that stands in the place of one that was made up, if it may: a time must be later than all that were seen,
   * a cursor none that was. `seen` holds the choices within one reply.
   */
  resolve({ kind, recorded }: MadeUp, actual: unknown, seen: Map<string, string>): unknown {
    const known = seen.get(recorded);
    if (known !== undefined) return known;
    const isOne = typeof actual === 'string' && forms[kind].test(actual);
    const isNew = isOne && (kind === 'time' ? actual > this.#latest : ![...this.#ours.values()].includes(actual));
    if (!isNew) return kind === 'time' ? `a time in RFC 3339 later than ${this.#latest}` : 'a new cursor';
    seen.set(recorded, actual);
    return actual;
  }

  /** Keeps what a recorded value means from now on; `undefined`: there was none. */
  learn(recorded: string | undefined, ours: string): void {
    if (forms.time.test(ours) && ours > this.#latest) this.#latest = ours;
    if (recorded !== undefined && !this.#ours.has(recorded)) this.#ours.set(recorded, ours);
  }
}
