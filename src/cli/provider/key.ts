import type { Command } from 'commander';
import { toRfc3339OrNull } from '../../core/time/instant.ts';
import { addKey, revokeKey } from '../../operations/keys.ts';
import { listKeys } from '../../store/provider/keys.ts';
import { type Answer, refuse, succeed } from '../command/answer.ts';
import { parseId, parseName } from '../command/arguments.ts';
import { command, commandGroup, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { findProvider } from '../command/lookup.ts';
import { withDatabase } from '../command/run.ts';
import { table } from '../output/table.ts';
import { formatInstant } from '../output/times.ts';

/** Adds the commands about the keys of work providers. */
export function keyCommands(program: Command): void {
  const group = commandGroup(program, 'key', 'keys: what a work provider shows with each request');
  command(group, 'add', 'make a key; it is shown this once', "key add 'Courier Ltd'")
    .argument('<provider>', 'the work provider it is for', parseName)
    .action((provider: string, options: OutputOptions) => withDatabase(options, (context) => add(context, provider)));
  command(group, 'list', 'list the keys by their first characters').action((options: OutputOptions) =>
    withDatabase(options, list),
  );
  command(group, 'revoke', 'refuse a key from now on, in every process within a second', 'key revoke 3')
    .argument('<id>', 'the id that key list shows', parseId)
    .action((id: number, options: OutputOptions) => withDatabase(options, (context) => revoke(context, id)));
}

async function add({ pool, actor, mode }: CommandContext, name: string): Promise<Answer> {
  const found = await findProvider(pool, name);
  if (found.tag === 'refused') return found;
  const { id, key, hint } = await addKey(pool, actor, { provider: found.provider, mode });
  const text = `Key ${id} for ${name}. It is shown this once and kept nowhere, so store it now:

  ${key}

It goes with each request:  Authorization: ${key}`;
  return succeed(text, { id, workProvider: name, key, hint });
}

async function list({ pool }: CommandContext): Promise<Answer> {
  const keys = await listKeys(pool);
  const json = keys.map(({ id, workProvider, hint, recordedAt, revokedAt }) => {
    return {
      id,
      workProvider,
      hint,
      recordedAt: toRfc3339OrNull(recordedAt),
      revokedAt: toRfc3339OrNull(revokedAt),
    };
  });
  if (keys.length === 0) return succeed("No keys yet. Make one: npx shiftcover key add 'Courier Ltd'", json);
  const rows = keys.map(({ id, workProvider, hint, recordedAt, revokedAt }) => [
    String(id),
    workProvider,
    `${hint}…`,
    formatInstant(recordedAt),
    revokedAt === null ? 'in force' : `revoked ${formatInstant(revokedAt)}`,
  ]);
  return succeed(table(['ID', 'WORK PROVIDER', 'KEY', 'MADE', 'STATE'], rows), json);
}

async function revoke({ pool, actor }: CommandContext, id: number): Promise<Answer> {
  const revoked = await revokeKey(pool, actor, { id });
  if (revoked.tag === 'not_found') return refuse(`there is no key ${id}; see: npx shiftcover key list`);
  return succeed(`Key ${id} is revoked: requests with it are refused within a second.`, { id, revoked: true });
}
