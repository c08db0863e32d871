/** What a table of differences holds: which exchanges end otherwise than recorded, how, and why that is meant. */
import type { Exchange, Row } from './exchange.ts';

/** What a reply must be, but for its headers. */
export interface Expectation {
  readonly status: number;
  readonly body: unknown;
}

/** A header of a reply: its value, what it must look like, or `null` where there must be none. */
export type HeaderValue = unknown;

/** How an exchange ends. What is absent is as recorded; what is said must not be as recorded. */
export interface Ending {
  readonly status?: number;
  /** The JSON of our reply, `''` for none. A new row without id and times gets those of a new one. */
  readonly body?: unknown;
  /** A path whose GET would be answered with the same body now. */
  readonly sameAs?: string;
  /** The rows of our list: those of which this is true, by id; or these recorded ids, in this order. */
  readonly rows?: readonly number[] | ((row: Row) => boolean);
  /** Keys of the body that are others than in what is said above, or recorded. */
  readonly changes?: Row;
  readonly headers?: Readonly<Record<string, HeaderValue>>;
  /** The id of the new row is not the highest and one more, but one more than was ever given. */
  readonly neverReusesIds?: true;
}

/** Some exchanges of a transcript. */
export interface Difference extends Ending {
  readonly names: readonly string[];
  readonly because: string;
  /** The recorded database gave an id away, though no reply showed the row. */
  readonly spendsId?: true;
  /** A body that is sent after the one that we refuse, and must be answered as recorded. */
  readonly corrected?: string;
}

/** Every exchange that was answered in one way, in all transcripts; what a transcript names goes before it. */
export interface Rule {
  readonly because: string;
  readonly ending: (exchange: Exchange) => Ending | undefined;
}

/** One header of every reply of one kind, whatever else its exchange is named for. */
export interface HeaderRule {
  readonly header: string;
  readonly because: string;
  /** `undefined`: as recorded. */
  readonly value: (exchange: Exchange, expected: Expectation) => HeaderValue | undefined;
}
