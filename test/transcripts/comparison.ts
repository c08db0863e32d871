/** Holds a reply against what it must be, and the table of differences against what was recorded. */
import { expect } from 'vitest';
import type { Reply } from './connection.ts';
import type { Ending, Expectation, HeaderRule, HeaderValue } from './difference.ts';
import { type Exchange, type Headers, isObject } from './exchange.ts';

const compared =
  /^(?:access-control-.*|allow|content-type|location|(?:x-)?ratelimit-.*|retry-after|vary|www-authenticate|x-order|x-own|x-stamp)$/;

/** The headers that are lists, where order says nothing: the original writes `Allow` in another order each time. */
const lists: readonly string[] = ['access-control-allow-methods', 'allow', 'vary'];

const readHeader = (name: string, value: string): string => {
  if (name === 'content-type') return value.toLowerCase().replaceAll(' ', '');
  if (!lists.includes(name)) return value;
  const items = value.split(/\s*,\s*/).sort();
  return items.join(', ');
};

/** The headers that are compared; of a reply without a body, its type says nothing. */
const comparedHeaders = (headers: Headers, body: unknown): Headers => {
  const names = Object.keys(headers).filter((name) => compared.test(name) && (name !== 'content-type' || body !== ''));
  return Object.fromEntries(names.map((name) => [name, readHeader(name, headers[name] ?? '')]));
};

/** A reply as recorded; the type of its body is what the body is. */
const recordedReply = ({ response }: Exchange, { status, body }: Expectation): Reply => {
  const type = isObject(body) ? { 'content-type': 'application/json' } : {};
  return { status, body, headers: comparedHeaders({ ...response.headers, ...type }, body) };
};

export interface Comparison {
  readonly exchange: Exchange;
  readonly actual: Reply;
  readonly asRecorded: Expectation;
  readonly ended: Expectation;
  readonly ending: Ending;
  /** What rules say of headers. */
  readonly ruled: ReadonlyMap<string, HeaderValue>;
}

/** What the rules that apply say of the headers. */
export const ruleHeaders = (
  rules: readonly HeaderRule[],
  exchange: Exchange,
  ended: Expectation,
): ReadonlyMap<HeaderRule, HeaderValue> => {
  const said = rules.map((rule) => [rule, rule.value(exchange, ended)] as const);
  return new Map(said.filter(([, value]) => value !== undefined));
};

/** Fails where the reply is another than it must be, and where a difference is named that is none. */
export function compare({ exchange, actual, asRecorded, ended, ending, ruled }: Comparison): void {
  const said: Readonly<Record<string, HeaderValue>> = { ...Object.fromEntries(ruled), ...ending.headers };
  const due = recordedReply(exchange, ended);
  const headers = Object.entries({ ...due.headers, ...said }).filter(([, value]) => value !== null);
  const reply = { ...actual, headers: comparedHeaders(actual.headers, ended.body) };
  expect(reply).toEqual({ ...due, headers: Object.fromEntries(headers) });
  if (due.status < 300 && !isBodyNamed(ending))
    expect(keysOf(reply.body), 'the keys in their order').toEqual(keysOf(due.body));
  const recorded = recordedReply(exchange, asRecorded);
  const none = [
    ...sameParts(reply, asRecorded, ending),
    ...Object.keys(said).filter((name) => !isPattern(said[name]) && reply.headers[name] === recorded.headers[name]),
  ];
  expect(none, 'the table names differences that are none').toEqual([]);
}

/** What a pattern allows may be what was recorded: it says that a value depends on the time. */
const isPattern = (value: HeaderValue): boolean => isObject(value) && 'asymmetricMatch' in value;

const isSame = (one: unknown, other: unknown): boolean => {
  try {
    expect(one).toEqual(other);
    return true;
  } catch {
    return false;
  }
};

const isBodyNamed = (ending: Ending): boolean =>
  ['body', 'sameAs', 'rows', 'neverReusesIds'].some((key) => key in ending);

/** Whether anything is said to differ. */
export const namesPart = (ending: Ending): boolean =>
  isBodyNamed(ending) || ['status', 'changes', 'headers'].some((key) => key in ending);

/** The keys of all objects in a value, in their order. */
const keysOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner).map((each) => `${key}.${each}`)])
    : [];

/** What is named of status and body, and is as recorded. */
function sameParts(reply: Expectation, recorded: Expectation, { status, changes = {}, ...ending }: Ending): string[] {
  const valuesOf = ({ body }: Expectation) => (isObject(body) ? body : {});
  return [
    ...(status !== undefined && reply.status === recorded.status ? ['status'] : []),
    ...(isBodyNamed(ending) && isSame(reply.body, recorded.body) ? ['body'] : []),
    ...Object.keys(changes).filter((key) => isSame(valuesOf(reply)[key], valuesOf(recorded)[key])),
  ];
}
