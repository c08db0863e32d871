/** What became of the rows of a file: refusals as they come, as far as people read them, and a line at the end. */
import type { Refusal } from './intake.ts';
import type { Complaint, RowIn } from './rows-in.ts';

/** So many complaints are printed. */
const printedLimit = 20;
/** An input of more than so many characters of JSON is not. */
const inputLimit = 80;

export const counted = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}`;
export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** Where something is in a file, as editors know it. */
export const placeOf = (file: string, line: number | undefined): string =>
  line === undefined ? file : `${file}:${line}`;

/** What stands there, where it is small. */
function renderInput(input: unknown): string | undefined {
  const text = input === undefined ? undefined : JSON.stringify(input);
  return text === undefined || text.length > inputLimit ? undefined : text;
}

/** `books.csv:3: pages = "0": Input should be …`. */
function render({ line, place }: RowIn, { loc, msg, input }: Complaint, file: string): string {
  const way = [place, ...loc].filter((part) => part !== '').join('.');
  const what = [way, renderInput(input)].filter((part) => part !== undefined && part !== '').join(' = ');
  return [placeOf(file, line), ...(what === '' ? [] : [what]), msg].join(': ');
}

/** Counts, and prints through `print`, a line at a time. */
export class Report {
  readonly #file: string;
  readonly #print: (line: string) => void;
  readonly #taken = new Map<string, number>();
  #refused = 0;
  #complaints = 0;

  constructor(file: string, print: (line: string) => void) {
    this.#file = file;
    this.#print = print;
  }

  /** Rows were read, of which these were refused. */
  add(rows: readonly RowIn[], refusals: readonly Refusal[]): void {
    const add = (route: string, count: number): void => {
      this.#taken.set(route, (this.#taken.get(route) ?? 0) + count);
    };
    for (const { target } of rows) add(target.route, 1);
    for (const { row, complaints } of refusals) {
      add(row.target.route, -1);
      for (const complaint of complaints) this.#complain(row, complaint);
    }
    this.#refused += refusals.length;
  }

  #complain(row: RowIn, complaint: Complaint): void {
    this.#complaints += 1;
    if (this.#complaints <= printedLimit) this.#print(render(row, complaint, this.#file));
  }

  get refused(): number {
    return this.#refused;
  }

  get read(): number {
    return this.#taken.values().reduce((sum, count) => sum + count, this.#refused);
  }

  /** The last lines. */
  end({ isKept, took }: { readonly isKept: boolean; readonly took: number }): string {
    const more = this.#complaints - printedLimit;
    if (more > 0) this.#print(`… and ${more.toLocaleString('en')} more.`);
    const refused = this.#refused.toLocaleString('en');
    if (!isKept) {
      const why = this.#refused === 0 ? '' : `, ${refused} of ${counted(this.read)} refused`;
      return `nothing is seeded${why}, ${seconds(took)}`;
    }
    const taken = [...this.#taken].map(([route, count]) => `${counted(count)} into ${route}`);
    const parts = taken.length === 0 ? [counted(0)] : taken;
    return [...parts, ...(this.#refused === 0 ? [] : [`${refused} refused`]), seconds(took)].join(', ');
  }
}
