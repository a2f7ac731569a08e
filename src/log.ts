import { pino } from 'pino';
import type { LogLevel } from './config/config.ts';

export type Log = {
  info(about: object, message: string): void;
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
};

/** Lines are gathered and written together: at full load a write for each would cost more than the line itself. */
const GATHER = { sync: false, minLength: 8_192, periodicFlush: 200 };

/** One JSON object a line on standard error, so that standard output stays for people. */
export function openLog(level: LogLevel): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return pino(options, pino.destination({ fd: 2, ...GATHER }));
}

/** The fields of a log line about something that was thrown: its message and its code, never a body, a key or a query's values. */
export function errorFields(error: unknown): { error: string; code?: string } {
  if (!(error instanceof Error)) return { error: String(error) };
  return 'code' in error ? { error: error.message, code: String(error.code) } : { error: error.message };
}
