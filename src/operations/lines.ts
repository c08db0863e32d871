/** Lines that have fields: as such where a logger knows fields, otherwise in words. */
import type { Logger } from '../middleware/errors.ts';

interface Line {
  /** What happened, in a few words that are always the same: a logger with fields finds lines by it. */
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** All of it in words. */
  readonly text: () => string;
}

type WriteLine = (level: 'info' | 'warn', line: Line) => void;

/** What takes fields before the message, as pino and bunyan do. */
type FieldsLogger = Readonly<Record<'info' | 'warn', (fields: object, message: string) => void>>;

/** Pino's loggers know their bindings, and bunyan's their fields. */
const takesFields = (logger: object): logger is FieldsLogger =>
  'child' in logger && typeof logger.child === 'function' && ('bindings' in logger || 'fields' in logger);

/** How lines are written to a logger. */
export function lineWriter(logger: Logger): WriteLine {
  if (takesFields(logger)) return (level, { event, fields }) => logger[level](fields, event);
  return (level, { text }) => logger[level](text());
}

/** Milliseconds to the microsecond, as a number and in words. */
export const rounded = (milliseconds: number): number => Math.round(milliseconds * 1_000) / 1_000;
export const inWords = (milliseconds: number): string => `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
