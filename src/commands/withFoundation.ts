import { userInfo } from 'node:os';
import process from 'node:process';
import { readConfig } from '../config.ts';
import { layFoundation } from '../foundation.ts';
import { isStorageFault } from '../store/database.ts';
import { type Answer, BAD_USE, give, refused } from './answer.ts';
import type { House } from './house.ts';
import type { ForWhom } from './verb.ts';

/** Opens the house, does the work, says what came of it, and closes the house whatever happens. */
export async function withFoundation(forWhom: ForWhom, work: (house: House) => Promise<Answer>): Promise<void> {
  const read = readConfig(process.env);
  if (read.tag === 'refused') return give(refused(read.why, BAD_USE), forWhom);
  const laid = await layFoundation(read.config, 'guest', sayToPeople);
  if (laid.tag === 'refused') return give(refused(laid.why), forWhom);
  const close = once(() => laid.foundation.close());
  const interruption = closeOnSignal(close);
  const mode = forWhom.test ? 'test' : 'live';
  try {
    const opened = await laid.foundation.open(mode);
    if (opened.tag === 'refused') return give(refused(opened.why), forWhom);
    const { database, migrated } = opened.ground;
    const { config } = read;
    give(await work({ config, mode, database, pool: database.pool, operator: operatorName(), migrated }), forWhom);
  } catch (fault) {
    if (interruption.begun) return;
    if (!isStorageFault(fault)) throw fault;
    give(refused(`PostgreSQL: ${(fault as Error).message}`), forWhom);
  } finally {
    await close();
  }
}

/** What goes on below concerns whoever waits at a terminal, and no program. */
function sayToPeople(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${line}\n`);
}

const SIGNAL_NUMBERS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
const SAME_SIGNAL_MS = 500;

/** A terminal and bin/shiftcover.mjs may both bring the same signal; one that comes later means now. */
function closeOnSignal(close: () => Promise<void>): { begun: boolean } {
  const interruption = { begun: false };
  let sinceMs = 0;
  for (const [signal, number] of Object.entries(SIGNAL_NUMBERS)) {
    const leave = () => process.exit(128 + number);
    process.on(signal, () => {
      if (!interruption.begun) void close().finally(leave);
      else if (performance.now() - sinceMs > SAME_SIGNAL_MS) leave();
      sinceMs ||= performance.now();
      interruption.begun = true;
    });
  }
  return interruption;
}

function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => (closing ??= close());
}

function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
