import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The last error and its hint in the output of a program of PostgreSQL, without time and pid. */
export function lastErrorLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const last = lines.findLastIndex((line) => /\b(PANIC|FATAL|ERROR|error):? /.test(line));
  const [error = 'it said nothing', ...rest] = lines.slice(last);
  const hint = rest.find((line) => / HINT: /.test(line))?.replace(/^.* HINT: +/, ' - ') ?? '';
  return `${error.replace(/^[-\d]+ [:.\d]+ \S+ \[\d+\] /, '')}${hint}`.trim();
}

/** The last error of a postmaster. It writes to stderr at first, and after its start to the log of the day. */
export async function lastPostmasterError(stderr: string, logFolder: string): Promise<string> {
  if (!stderr.includes('redirecting log output')) return lastErrorLine(stderr);
  const newest = (await logsByAge(logFolder)).at(-1);
  const log = newest ? await readFile(newest.path, 'utf8') : '';
  return lastErrorLine(log.slice(Math.max(0, log.lastIndexOf('starting PostgreSQL'))));
}

const MAX_LOG_AGE_MS = 6 * 24 * 60 * 60 * 1000;

/**
 * Removes the logs of last week. PostgreSQL truncates the log of a weekday only when it runs at midnight; a PostgreSQL
 * that is started for each command would append to it for ever.
 */
export async function removeOldLogs(logFolder: string, nowMs: number): Promise<void> {
  for (const log of await logsByAge(logFolder)) {
    if (nowMs - log.changedMs > MAX_LOG_AGE_MS) await rm(log.path, { force: true });
  }
}

/** The oldest first. */
async function logsByAge(logFolder: string): Promise<{ readonly path: string; readonly changedMs: number }[]> {
  const names = (await readdir(logFolder)).filter((name) => name.endsWith('.log'));
  const logs = names.map(async (name) => {
    const path = join(logFolder, name);
    return { path, changedMs: (await stat(path)).mtimeMs };
  });
  return (await Promise.all(logs)).toSorted((a, b) => a.changedMs - b.changedMs);
}
