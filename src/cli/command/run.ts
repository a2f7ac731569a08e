import { userInfo } from 'node:os';
import process from 'node:process';
import { openDatabases } from '../../app/databases.ts';
import { readConfig } from '../../config/config.ts';
import { isDatabaseError } from '../../store/postgres/database.ts';
import { publicIds } from '../../store/publicIds.ts';
import { secretNamed } from '../../store/secrets.ts';
import { type Answer, BAD_USE, print, refuse } from './answer.ts';
import type { OutputOptions } from './command.ts';
import type { CommandContext } from './context.ts';

/** Opens the database, runs a command, prints its answer, and closes the database also when the command fails. */
export async function withDatabase(
  options: OutputOptions,
  run: (context: CommandContext) => Promise<Answer>,
): Promise<void> {
  const read = readConfig(process.env);
  if (read.tag === 'refused') return await print(refuse(read.why, BAD_USE), options);
  const databases = await openDatabases(read.config, 'command', printOnTerminal);
  if (databases.tag === 'cannot_open') return await print(refuse(databases.why), options);
  const close = once(() => databases.close());
  const interruption = closeOnSignal(close);
  const mode = options.test ? 'test' : 'live';
  try {
    const opened = await databases.openStore(mode);
    if (opened.tag === 'cannot_open') return await print(refuse(opened.why), options);
    const { store } = opened;
    const { database, migrated } = store;
    const ids = publicIds(await secretNamed(database.pool, 'ids'));
    const actor = { tag: 'operator', name: loginName() } as const;
    await print(await run({ config: read.config, store, mode, pool: database.pool, ids, actor, migrated }), options);
  } catch (error) {
    if (interruption.begun) return;
    if (!isDatabaseError(error)) throw error;
    await print(refuse(`PostgreSQL: ${(error as Error).message}`), options);
  } finally {
    await close();
  }
}

/** Progress of PostgreSQL is for a person: a program that reads standard error gets none. */
function printOnTerminal(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${line}\n`);
}

const SIGNAL_NUMBERS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
const SAME_SIGNAL_MS = 500;

/**
 * Closes on the first signal, and exits at once on a second. A terminal and bin/shiftcover.mjs may both send the same
 * signal, so signals within half a second count as one.
 */
function closeOnSignal(close: () => Promise<void>): { begun: boolean } {
  const interruption = { begun: false };
  let sinceMs = 0;
  for (const [signal, number] of Object.entries(SIGNAL_NUMBERS)) {
    const exit = () => process.exit(128 + number);
    process.on(signal, () => {
      if (!interruption.begun) void close().finally(exit);
      else if (performance.now() - sinceMs > SAME_SIGNAL_MS) exit();
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

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
