import type { Command } from 'commander';
import { actorText } from '../../core/actor.ts';
import { toRfc3339OrNull } from '../../core/time/instant.ts';
import { newestAudit } from '../../store/audit.ts';
import { type Answer, succeed } from '../command/answer.ts';
import { parseLimit } from '../command/arguments.ts';
import { command, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { withDatabase } from '../command/run.ts';
import { table } from '../output/table.ts';
import { formatInstant } from '../output/times.ts';

type Options = OutputOptions & { readonly limit?: number };

const DEFAULT_LIMIT = 50;

/** Adds the command that lists the audit log. */
export function auditCommand(program: Command): void {
  command(program, 'audit', 'who did what about whom, the newest last', 'audit --limit 20')
    .option('--limit <count>', `how many, the newest (unless given: ${DEFAULT_LIMIT})`, parseLimit)
    .action((options: Options) => withDatabase(options, (context) => list(context, options)));
}

async function list({ pool }: CommandContext, { limit = DEFAULT_LIMIT }: Options): Promise<Answer> {
  const lines = (await newestAudit(pool, limit)).toReversed();
  const json = lines.map(({ at, actor, action, about }) => ({
    at: toRfc3339OrNull(at),
    who: actorText(actor),
    did: action,
    about,
  }));
  if (lines.length === 0) return succeed('Nobody has done anything yet.', json);
  const rows = lines.map(({ at, actor, action, about }) => [formatInstant(at), actorText(actor), action, about]);
  return succeed(table(['WHEN', 'WHO', 'DID', 'ABOUT'], rows), json);
}
