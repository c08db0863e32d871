/** The logger of an app that is given none: words for people, or JSON for machines, without secrets in either. */
import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import type { Logger } from '../middleware/errors.ts';
import { redact, redactedMark, secretKeys } from './redact.ts';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export const logFormats = ['text', 'json'] as const;
export type LogFormat = (typeof logFormats)[number];

interface LoggerSettings {
  readonly level: LogLevel;
  readonly format: LogFormat;
}

/** The names that Python and uvicorn have for levels. */
const otherNames: Readonly<Record<string, LogLevel>> = { warning: 'warn', critical: 'fatal' };

/** The level that a variable says. */
export const parseLogLevel = (text: string): string => {
  const level = text.toLowerCase();
  return otherNames[level] ?? level;
};

const nothing = (): void => undefined;

/** To the console, as far as it is worth a line at this level. */
function textLogger(level: LogLevel): Logger {
  const writes = (line: LogLevel): boolean => logLevels.indexOf(line) >= logLevels.indexOf(level);
  return {
    info: writes('info') ? (message) => console.info(redact(message)) : nothing,
    warn: writes('warn') ? (message) => console.warn(redact(message)) : nothing,
    error: writes('error')
      ? (error, message) => console.error(redact(inspect(error, { colors: process.stderr.isTTY })), redact(message))
      : nothing,
  };
}

/** To standard output, a line of JSON each: it is loaded when it is asked for. */
function jsonLogger(level: LogLevel): Logger {
  const { pino } = createRequire(import.meta.url)('pino') as typeof import('pino');
  return pino({
    level,
    base: { pid: process.pid },
    formatters: { level: (label) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: [...secretKeys], censor: redactedMark },
    hooks: { streamWrite: redact },
  });
}

export const createLogger = ({ level, format }: LoggerSettings): Logger =>
  format === 'json' ? jsonLogger(level) : textLogger(level);
