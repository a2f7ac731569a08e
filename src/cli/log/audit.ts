import type { Command } from 'commander';
import { actorText } from '../../core/actor.ts';
import { newestAudit } from '../../store/audit.ts';
import { type Answer, told } from '../frame/answer.ts';
import { aLimit } from '../frame/arguments.ts';
import { command, type OutputOptions } from '../frame/command.ts';
import type { CommandContext } from '../frame/context.ts';
import { withDatabase } from '../frame/run.ts';
import { table } from '../frame/table.ts';
import { formatInstant, orNull } from '../frame/times.ts';

const MOST_UNLESS_SET = 50;

/** What was done by operators, drivers and work providers, as it cannot be changed afterwards. */
export function audit(program: Command): void {
  command(program, 'audit', 'who did what about whom, the newest last', 'audit --limit 20')
    .option('--limit <count>', `how many, the newest (unless given: ${MOST_UNLESS_SET})`, aLimit)
    .action((given: OutputOptions & { readonly limit?: number }) =>
      withDatabase(given, (context) => list(context, given.limit)),
    );
}

async function list({ pool }: CommandContext, limit = MOST_UNLESS_SET): Promise<Answer> {
  const entries = (await newestAudit(pool, limit)).toReversed();
  const json = entries.map(({ at, actor, action, about }) => ({
    at: orNull(at),
    who: actorText(actor),
    did: action,
    about,
  }));
  if (entries.length === 0) return told('Nobody has done anything yet.', json);
  const rows = entries.map(({ at, actor, action, about }) => [formatInstant(at), actorText(actor), action, about]);
  return told(table(['WHEN', 'WHO', 'DID', 'ABOUT'], rows), json);
}
