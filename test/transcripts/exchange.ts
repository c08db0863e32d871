/** What was recorded: the exchanges with the Python original, in order, and how their bodies are read. */
import { readFileSync } from 'node:fs';

export type Headers = Readonly<Record<string, string>>;

export interface Exchange {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Headers;
    readonly body: string | null;
    readonly body_base64?: string;
  };
  readonly response: { readonly status: number; readonly headers: Headers; readonly body: string };
}

/** The exchanges of a transcript, by the name of its file. */
export const readExchanges = (name: string): readonly Exchange[] =>
  readFileSync(new URL(`${name}.jsonl`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Exchange);

/** A body: a value where it is JSON, its text otherwise. */
export const parseBody = (text: string): unknown => {
  try {
    return text === '' ? '' : JSON.parse(text);
  } catch {
    return text;
  }
};

export type Row = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isRow = (value: unknown): value is Row => isObject(value) && typeof value.id === 'number';
