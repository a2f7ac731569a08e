import { readdirSync, readFileSync } from 'node:fs';

/** A tick of /proc, on every Linux. */
const TICK_MICROS = 10_000;

/** Microseconds of processor time that a process has used, with all its children, those that have ended included; 0 without /proc. */
export function processorMicros(pid: number): number {
  const processes = numbered('/proc').flatMap((each) => statOf(each) ?? []);
  const own = processes.filter((each) => each.pid === pid || each.parent === pid);
  return own.reduce((sum, { ticks, endedTicks, ...each }) => {
    return sum + (ticks + (each.pid === pid ? endedTicks : 0)) * TICK_MICROS;
  }, 0);
}

export function parentOf(pid: number): number {
  return statOf(pid)?.parent ?? 0;
}

type Stat = { readonly pid: number; readonly parent: number; readonly ticks: number; readonly endedTicks: number };

function statOf(pid: number): Stat | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
    const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map(
      (at) => fields[at],
    );
    return { pid, parent, ticks: user + system, endedTicks: endedUser + endedSystem };
  } catch {
    return undefined;
  }
}

function numbered(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}
