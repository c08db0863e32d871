/** What the exit codes of the command say, and which one an error ends it with. */
import { ConfigurationError, RequestError } from '../errors.ts';
import { Fault } from './fault.ts';

/** Each stands in docs/cli.md. */
export const exitCodes = {
  /** Done, or served until it was told to stop. */
  done: 0,
  /** The work failed, or found what it looked for: rows that were refused, a database that differs. */
  failed: 1,
  /** The command can't be read, or there is no app that it could mean. */
  usage: 2,
  /** The app can't be used: a mistake in its file, its classes or its database. */
  configuration: 3,
  /** Worker processes died again and again. */
  workers: 4,
} as const;

/** What ends a command because it is not said what to do, or with which app. */
export class UsageFault extends Fault {}

/** What the module of an app threw when it was loaded. */
export class ModuleFault extends Fault {}

/** What went wrong outside of the program is told without a stack; `undefined`: a mistake of the program itself. */
export function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof UsageFault) return exitCodes.usage;
  if (error instanceof ConfigurationError || error instanceof ModuleFault) return exitCodes.configuration;
  return error instanceof RequestError || error instanceof Fault ? exitCodes.failed : undefined;
}
