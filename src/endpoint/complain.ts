/** Collects the mistakes of a declaration, so that all are told together. */
import type { ConfigurationCode, ConfigurationProblem } from '../errors.ts';

/** Notes a mistake: its code, what is wrong, and what to do about it. */
export type Complain = (code: ConfigurationCode, problem: string, remedy: string) => void;

/** Notes into `problems` what is wrong somewhere: `complaining(problems)('BookEndpoint.title')`. */
export const complaining =
  (problems: ConfigurationProblem[]) =>
  (where: string): Complain =>
  (code, problem, remedy) => {
    problems.push({ code, where, problem, remedy });
  };
