import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The line in which a program of PostgreSQL said why it ended, with its hint, without time and process number. */
export function lastErrorLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const fault = lines.findLastIndex((line) => /\b(PANIC|FATAL|ERROR|error):? /.test(line));
  const [words = 'it said nothing', ...rest] = lines.slice(fault);
  const hint = rest.find((line) => / HINT: /.test(line))?.replace(/^.* HINT: +/, ' - ') ?? '';
  return `${words.replace(/^[-\d]+ [:.\d]+ \S+ \[\d+\] /, '')}${hint}`.trim();
}

/** The same for a postmaster, which after its first steps goes on in the log of the day. */
export async function lastPostmasterError(stderr: string, logFolder: string): Promise<string> {
  if (!stderr.includes('redirecting log output')) return lastErrorLine(stderr);
  const newest = (await logsByAge(logFolder)).at(-1);
  const log = newest ? await readFile(newest.path, 'utf8') : '';
  return lastErrorLine(log.slice(Math.max(0, log.lastIndexOf('starting PostgreSQL'))));
}

/**
 * Removes logs of a day last week. PostgreSQL begins a day's log afresh only when it is running at midnight; one that is
 * started for each command line would go on with last week's for ever.
 */
export async function dropOldLogs(logFolder: string, nowMs: number): Promise<void> {
  const sixDaysMs = 6 * 24 * 60 * 60 * 1000;
  for (const log of await logsByAge(logFolder)) {
    if (nowMs - log.changedMs > sixDaysMs) await rm(log.path, { force: true });
  }
}

async function logsByAge(logFolder: string): Promise<{ path: string; changedMs: number }[]> {
  const names = (await readdir(logFolder)).filter((name) => name.endsWith('.log'));
  const logs = names.map(async (name) => {
    const path = join(logFolder, name);
    return { path, changedMs: (await stat(path)).mtimeMs };
  });
  return (await Promise.all(logs)).toSorted((a, b) => a.changedMs - b.changedMs);
}
