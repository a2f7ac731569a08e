import type { Command } from 'commander';
import { actorText } from '../../core/actor.ts';
import { toRfc3339OrNull } from '../../core/time/instant.ts';
import { type AuditFilter, newestAudit } from '../../store/audit.ts';
import { type Answer, succeed } from '../command/answer.ts';
import { parseCustomerNumber, parseId, parseLimit } from '../command/arguments.ts';
import { command, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { findProvider } from '../command/lookup.ts';
import { recordRead } from '../command/recordRead.ts';
import { withDatabase } from '../command/run.ts';
import { table } from '../output/table.ts';
import { formatInstant } from '../output/times.ts';

type Options = OutputOptions &
  Pick<AuditFilter, 'actor' | 'address'> & {
    readonly limit?: number;
    readonly customer?: string;
    readonly provider?: string;
    readonly key?: number;
    readonly request?: string;
  };

const DEFAULT_LIMIT = 50;

/** Adds the command that lists the audit log. */
export function auditCommand(program: Command): void {
  command(program, 'audit', 'who did what about whom, the newest last', 'audit --limit 20')
    .option('--limit <count>', `how many, the newest (unless given: ${DEFAULT_LIMIT})`, parseLimit)
    .option('--customer <number>', 'only what concerns this customer', parseCustomerNumber)
    .option('--provider <name>', 'only what concerns this work provider')
    .option('--key <id>', 'only what was done with this key', parseId)
    .option('--actor <name>', 'only what this operator, work provider or customer did')
    .option('--address <address>', 'only what was done from this address')
    .option('--request <id>', 'only what was done in this request')
    .action((options: Options) => withDatabase(options, (context) => list(context, options)));
}

async function list(context: CommandContext, options: Options): Promise<Answer> {
  const { pool } = context;
  const { limit = DEFAULT_LIMIT, customer, provider, key, actor: name, address, request: requestId } = options;
  const found = provider === undefined ? undefined : await findProvider(pool, provider);
  if (found?.tag === 'refused') return found;
  const workProvider = found?.provider.id;
  const filter = { customerNumber: customer, workProvider, keyId: key, actor: name, address, requestId };
  const lines = (await newestAudit(pool, limit, filter)).toReversed();
  if (customer !== undefined) await recordRead(context, 'audit', customer);
  const json = lines.map(({ at, actor, action, ...line }) => ({
    at: toRfc3339OrNull(at),
    who: actorText(actor),
    did: action,
    ...line,
  }));
  if (lines.length === 0) return succeed('The audit log has no such line.', json);
  const rows = lines.map(({ at, actor, action, about }) => [formatInstant(at), actorText(actor), action, about]);
  return succeed(table(['WHEN', 'WHO', 'DID', 'ABOUT'], rows), json);
}
