/** Collects the mistakes of a declaration, so that all are told together. */
import type { ConfigurationCode, ConfigurationProblem } from './errors.ts';

/** Notes a mistake: its code, what is wrong, and what to do about it. */
export type Complain = (code: ConfigurationCode, problem: string, remedy: string) => void;

/** Notes into `problems` what is wrong somewhere: `complaining(problems)('BookEndpoint.title')`. */
export const complaining =
  (problems: ConfigurationProblem[]) =>
  (where: string): Complain =>
  (code, problem, remedy) => {
    problems.push({ code, where, problem, remedy });
  };

/** An option that is an object of these keys; anything else is a mistake, and stands for an empty one. */
export function readOption<T extends object>(
  option: unknown,
  known: readonly string[],
  complain: Complain,
): Partial<T> {
  if (typeof option !== 'object' || option === null || Array.isArray(option)) {
    complain('unknown_meta', `it is ${JSON.stringify(option)}.`, `Give an object of ${known.join(', ')}.`);
    return {};
  }
  for (const key of Object.keys(option)) {
    if (!known.includes(key)) complain('unknown_meta', `"${key}" is no option.`, `Options: ${known.join(', ')}.`);
  }
  return option as Partial<T>;
}

/** The columns of these names; a name that is none, or that replies never show, is a mistake. */
export function columnsOf<C extends { readonly name: string }>(
  names: unknown,
  columns: readonly C[],
  complain: Complain,
): readonly C[] {
  if (!Array.isArray(names)) {
    if (names !== undefined) complain('unknown_meta', 'it is no list of fields.', "Give one: ['title'].");
    return [];
  }
  const known = columns.map(({ name }) => name).join(', ');
  return names.flatMap((name) => {
    const column = columns.find((other) => other.name === name);
    if (column !== undefined) return [column];
    complain('unknown_column', `it names "${name}", which is no column that is shown.`, `Columns: ${known}.`);
    return [];
  });
}
