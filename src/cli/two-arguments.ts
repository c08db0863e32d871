/** The arguments of a command that takes an app, unless it is found, and something else. */
import { UsageFault } from './exit.ts';

/** Of one, the other. Throws `UsageFault` where there are more than two. */
export function readTwo(said: readonly string[], what: string): readonly [app: string | undefined, other: string] {
  const [first = '', second, ...more] = said;
  if (more.length > 0) throw new UsageFault(`${more.join(' ')}: there are an app and ${what}, and nothing more.`);
  return second === undefined ? [undefined, first] : [first, second];
}
