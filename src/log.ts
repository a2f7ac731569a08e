import { pino } from 'pino';
import type { LogLevel } from './config/config.ts';

/** A log of JSON lines. `about` becomes members of the line. */
export type Log = {
  info(about: object, message: string): void;
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
};

/** Lines are written together: at full load a write for each line would cost more than the line itself. */
const BUFFERED = { sync: false, minLength: 65_536, maxWrite: 131_072, periodicFlush: 200 };

/** Opens the log: one JSON object a line on standard error, because standard output is for people. */
export function openLog(level: LogLevel): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return pino(options, pino.destination({ fd: 2, ...BUFFERED }));
}
