import type { Command } from 'commander';
import { addKey, revokeKey } from '../../operations/keys.ts';
import { listKeys } from '../../store/provider/keys.ts';
import { type Answer, refused, told } from '../frame/answer.ts';
import { aName, anId } from '../frame/arguments.ts';
import { command, commandGroup, type OutputOptions } from '../frame/command.ts';
import type { CommandContext } from '../frame/context.ts';
import { findProvider, isRefused } from '../frame/lookup.ts';
import { withDatabase } from '../frame/run.ts';
import { table } from '../frame/table.ts';
import { formatInstant, orNull } from '../frame/times.ts';

/** What a work provider shows with each request. */
export function key(program: Command): void {
  const group = commandGroup(program, 'key', 'keys: what a work provider shows with each request');
  command(group, 'add', 'make a key; it is shown this once', "key add 'Courier Ltd'")
    .argument('<provider>', 'the work provider it is for', aName)
    .action((provider: string, given: OutputOptions) => withDatabase(given, (context) => add(context, provider)));
  command(group, 'list', 'list the keys by their first characters').action((given: OutputOptions) =>
    withDatabase(given, list),
  );
  command(group, 'revoke', 'refuse a key from now on, in every process within a second', 'key revoke 3')
    .argument('<id>', 'the id that key list shows', anId)
    .action((id: number, given: OutputOptions) => withDatabase(given, (context) => revoke(context, id)));
}

async function add(context: CommandContext, name: string): Promise<Answer> {
  const provider = await findProvider(context.pool, name);
  if (isRefused(provider)) return provider;
  const { id, key: made, hint } = await addKey(context.pool, context.actor, { provider, mode: context.mode });
  const text = `Key ${id} for ${name}. It is shown this once and kept nowhere, so store it now:

  ${made}

It goes with each request:  Authorization: ${made}`;
  return told(text, { id, workProvider: name, key: made, hint });
}

async function list({ pool }: CommandContext): Promise<Answer> {
  const keys = await listKeys(pool);
  const json = keys.map(({ id, workProvider, hint, recordedAt, revokedAt }) => {
    return {
      id,
      workProvider,
      hint,
      recordedAt: orNull(recordedAt),
      revokedAt: revokedAt === null ? null : orNull(revokedAt),
    };
  });
  if (keys.length === 0) return told("No keys yet. Make one: npx shiftcover key add 'Courier Ltd'", json);
  const rows = keys.map(({ id, workProvider, hint, recordedAt, revokedAt }) => [
    String(id),
    workProvider,
    `${hint}…`,
    formatInstant(recordedAt),
    revokedAt === null ? 'in force' : `revoked ${formatInstant(revokedAt)}`,
  ]);
  return told(table(['ID', 'WORK PROVIDER', 'KEY', 'MADE', 'STATE'], rows), json);
}

async function revoke(context: CommandContext, id: number): Promise<Answer> {
  const revoked = await revokeKey(context.pool, context.actor, { id });
  if (revoked.tag === 'not_found') return refused(`there is no key ${id}; see: npx shiftcover key list`);
  return told(`Key ${id} is revoked: requests with it are refused within a second.`, { id, revoked: true });
}
