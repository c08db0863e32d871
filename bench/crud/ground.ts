/** What a benchmark is measured on: databases that are alike, one for each server of each round. */

export interface Ground {
  /** For people. */
  readonly label: string;
  /** The file of the API by hand. */
  readonly raw: string;
  /** The URL of a database with the rows, as nobody has used it yet. */
  readonly fresh: () => Promise<string>;
  readonly close: () => Promise<void>;
}
