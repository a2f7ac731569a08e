import { userInfo } from 'node:os';
import process from 'node:process';
import { openDatabases } from '../../app/databases.ts';
import { readConfig } from '../../config/config.ts';
import { isDatabaseError } from '../../store/postgres/database.ts';
import { type Answer, BAD_USE, print, refused } from './answer.ts';
import type { OutputOptions } from './command.ts';
import type { CommandContext } from './context.ts';

/** Opens the house, does the work, says what came of it, and closes the house whatever happens. */
export async function withDatabase(
  forWhom: OutputOptions,
  work: (context: CommandContext) => Promise<Answer>,
): Promise<void> {
  const read = readConfig(process.env);
  if (read.tag === 'refused') return print(refused(read.why, BAD_USE), forWhom);
  const databases = await openDatabases(read.config, 'command', sayToPeople);
  if (databases.tag === 'cannot_open') return print(refused(databases.why), forWhom);
  const close = once(() => databases.close());
  const interruption = closeOnSignal(close);
  const mode = forWhom.test ? 'test' : 'live';
  try {
    const opened = await databases.openStore(mode);
    if (opened.tag === 'cannot_open') return print(refused(opened.why), forWhom);
    const { store } = opened;
    const { database, migrated } = store;
    const { config } = read;
    print(
      await work({
        config,
        store,
        mode,
        pool: database.pool,
        actor: { tag: 'operator', name: operatorName() },
        migrated,
      }),
      forWhom,
    );
  } catch (error) {
    if (interruption.begun) return;
    if (!isDatabaseError(error)) throw error;
    print(refused(`PostgreSQL: ${(error as Error).message}`), forWhom);
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
