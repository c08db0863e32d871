/** Whether requests may be sent to this process: what it needs answers, and it is not about to end. */
import type { Awaitable } from '../awaitable.ts';
import type { Logger } from '../middleware/errors.ts';

/** Throws where the process can't do its work. */
type Check = () => Awaitable<unknown>;

/** What became of a check, in a word that says nothing of what it looked at. */
type Outcome = 'ok' | 'failed' | 'timeout';

/** What a probe is told. */
interface Report {
  readonly status: 'ok' | 'unavailable' | 'draining';
  readonly checks: Readonly<Record<string, Outcome>>;
}

/** So long an answer stands, in milliseconds: probing more often asks nobody. */
const keep = 1_000;
/** So long a check that does not answer is waited for before it is begun again, in milliseconds. */
const patience = 10_000;

interface Settings {
  readonly logger: Logger;
  /** Milliseconds that a check may take. */
  readonly timeout: number;
  /** What time it is, in milliseconds. Default: the process's clock. */
  readonly now?: () => number;
}

/** A check, its last answer, and the one that is on its way. */
class Named {
  readonly name: string;
  readonly #check: Check;
  readonly #settings: Required<Settings>;
  #outcome: Outcome = 'ok';
  #at = Number.NEGATIVE_INFINITY;
  #pending: Promise<void> | undefined;
  #begun = 0;

  constructor(name: string, check: Check, settings: Required<Settings>) {
    this.name = name;
    this.#check = check;
    this.#settings = settings;
  }

  /** Probes that come at once share one look. */
  async outcome(): Promise<Outcome> {
    const { now, timeout } = this.#settings;
    if (now() - this.#at < keep) return this.#outcome;
    if (this.#pending === undefined || now() - this.#begun > patience) this.#begin();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, timeout, 'late');
    });
    const first = await Promise.race([this.#pending, late]);
    clearTimeout(timer);
    if (first === 'late') this.#note('timeout', new Error(`no answer in ${timeout} ms`));
    return this.#outcome;
  }

  #begin(): void {
    this.#begun = this.#settings.now();
    const pending = this.#look().then(([outcome, error]) => {
      if (this.#pending !== pending) return;
      this.#pending = undefined;
      this.#note(outcome, error);
    });
    this.#pending = pending;
  }

  async #look(): Promise<[Outcome, unknown?]> {
    try {
      await this.#check();
      return ['ok'];
    } catch (error) {
      return ['failed', error];
    }
  }

  /** Only a change is worth a line. */
  #note(outcome: Outcome, error: unknown): void {
    const { logger, now } = this.#settings;
    const isChange = (outcome === 'ok') !== (this.#outcome === 'ok');
    this.#outcome = outcome;
    this.#at = now();
    if (!isChange) return;
    if (outcome === 'ok') logger.info(`ready again: ${this.name} answers.`);
    else logger.error(error, `not ready: ${this.name} ${outcome === 'timeout' ? 'does not answer' : 'failed'}.`);
  }
}

/** The checks of an app by name, and whether it is about to end. */
export class Readiness {
  readonly #settings: Required<Settings>;
  readonly #checks: Named[] = [];
  #isDraining = false;

  constructor(settings: Settings) {
    this.#settings = { now: () => performance.now(), ...settings };
  }

  /** The process is ready where all of them are. */
  add(name: string, check: Check): void {
    this.#checks.push(new Named(name, check, this.#settings));
  }

  /** From now on, no more requests are to be sent here, whatever the checks say. */
  drain(): void {
    this.#isDraining = true;
  }

  async report(): Promise<Report> {
    if (this.#isDraining) return { status: 'draining', checks: {} };
    const outcomes = await Promise.all(this.#checks.map(async (check) => [check.name, await check.outcome()] as const));
    const isReady = outcomes.every(([, outcome]) => outcome === 'ok');
    return { status: isReady ? 'ok' : 'unavailable', checks: Object.fromEntries(outcomes) };
  }
}
