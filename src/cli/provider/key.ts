import type { Command } from 'commander';
import { clock, type Instant, toRfc3339OrNull } from '../../core/time/instant.ts';
import { addKey, revokeKey } from '../../operations/keys.ts';
import { type ApiKey, listKeys } from '../../store/provider/keys.ts';
import { type Answer, BAD_USE, refuse, succeed } from '../command/answer.ts';
import { parseId, parseInstant, parseName } from '../command/arguments.ts';
import { command, commandGroup, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { findProvider } from '../command/lookup.ts';
import { withDatabase } from '../command/run.ts';
import { table } from '../output/table.ts';
import { formatInstant } from '../output/times.ts';

type AddOptions = OutputOptions & { readonly until?: Instant };

/** Adds the commands about the keys of work providers. */
export function keyCommands(program: Command): void {
  const group = commandGroup(program, 'key', 'keys: what a work provider shows with each request');
  command(group, 'add', 'make a key; it is shown this once', "key add 'Courier Ltd'")
    .argument('<provider>', 'the work provider it is for', parseName)
    .option(
      '--until <time>',
      'the key is refused from then on (unless given: in force until it is revoked)',
      parseInstant,
    )
    .action((provider: string, options: AddOptions) =>
      withDatabase(options, (context) => add(context, provider, options)),
    );
  command(group, 'list', 'list the keys by their first characters').action((options: OutputOptions) =>
    withDatabase(options, list),
  );
  command(group, 'revoke', 'refuse a key from now on, in every process within a second', 'key revoke 3')
    .argument('<id>', 'the id that key list shows', parseId)
    .action((id: number, options: OutputOptions) => withDatabase(options, (context) => revoke(context, id)));
}

async function add({ pool, actor, mode }: CommandContext, name: string, { until }: AddOptions): Promise<Answer> {
  if (until !== undefined && until <= clock()) return refuse('the key would have ended already', BAD_USE);
  const found = await findProvider(pool, name);
  if (found.tag === 'refused') return found;
  const { id, key, hint, endsAt } = await addKey(pool, actor, { provider: found.provider, mode, endsAt: until });
  const text = `Key ${id} for ${name}. It is shown this once and kept nowhere, so store it now:

  ${key}

It goes with each request:  Authorization: ${key}${endsAt === undefined ? '' : `\nIt ends ${formatInstant(endsAt)}.`}`;
  return succeed(text, { id, workProvider: name, key, hint, endsAt: toRfc3339OrNull(endsAt ?? null) });
}

async function list({ pool }: CommandContext): Promise<Answer> {
  const keys = await listKeys(pool);
  const json = keys.map(({ id, workProvider, hint, recordedAt, endsAt, revokedAt, lastUsedAt }) => {
    return {
      id,
      workProvider,
      hint,
      recordedAt: toRfc3339OrNull(recordedAt),
      endsAt: toRfc3339OrNull(endsAt),
      revokedAt: toRfc3339OrNull(revokedAt),
      lastUsedAt: toRfc3339OrNull(lastUsedAt),
    };
  });
  if (keys.length === 0) return succeed("No keys yet. Make one: npx shiftcover key add 'Courier Ltd'", json);
  const rows = keys.map((key) => [
    String(key.id),
    key.workProvider,
    `${key.hint}…`,
    formatInstant(key.recordedAt),
    key.lastUsedAt === null ? 'never' : formatInstant(key.lastUsedAt),
    stateOf(key),
  ]);
  return succeed(table(['ID', 'WORK PROVIDER', 'KEY', 'MADE', 'LAST USED', 'STATE'], rows), json);
}

function stateOf({ endsAt, revokedAt }: ApiKey): string {
  if (revokedAt !== null) return `revoked ${formatInstant(revokedAt)}`;
  if (endsAt === null) return 'in force';
  return endsAt > clock() ? `in force until ${formatInstant(endsAt)}` : `ended ${formatInstant(endsAt)}`;
}

async function revoke({ pool, actor }: CommandContext, id: number): Promise<Answer> {
  const revoked = await revokeKey(pool, actor, { id });
  if (revoked.tag === 'not_found') return refuse(`there is no key ${id}; see: npx shiftcover key list`);
  return succeed(`Key ${id} is revoked: requests with it are refused within a second.`, { id, revoked: true });
}
