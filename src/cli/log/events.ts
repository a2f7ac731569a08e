import type { Command } from 'commander';
import { type EventWithOutcome, eventsWithOutcome } from '../../queries/provider/outcomes.ts';
import { providersById } from '../../store/provider/providers.ts';
import { type Answer, succeed } from '../command/answer.ts';
import { parseDriverId, parseLimit, parseName, parseReceipt } from '../command/arguments.ts';
import { command, type OutputOptions } from '../command/command.ts';
import { type CommandContext, settleFirst } from '../command/context.ts';
import { findProvider } from '../command/lookup.ts';
import { recordRead } from '../command/recordRead.ts';
import { withDatabase } from '../command/run.ts';
import { eventJson, OUTCOMES } from '../output/events.ts';
import { table } from '../output/table.ts';
import { formatInstant, zoneAt } from '../output/times.ts';

type Options = OutputOptions & {
  readonly provider?: string;
  readonly driver?: string;
  readonly customer?: string;
  readonly receipt?: string;
  readonly limit: number;
};

const DEFAULT_LIMIT = 20;

/** Adds the command that lists events and what each came to. */
export function eventsCommand(program: Command): void {
  command(
    program,
    'events',
    'what was reported and what it came to, the last received first',
    "events --provider 'Courier Ltd' --limit 50",
  )
    .option('--provider <provider>', 'only from this work provider', parseName)
    .option('--driver <driver-id>', 'only about this driver ID', parseDriverId)
    .option('--customer <number>', 'only about this customer, by number or by a linked driver ID')
    .option('--receipt <receipt>', 'only those that this request stored, by its Request-Id', parseReceipt)
    .option('--limit <count>', 'at most so many', parseLimit, DEFAULT_LIMIT)
    .action((options: Options) => withDatabase(options, (context) => list(context, options)));
}

async function list(context: CommandContext, options: Options): Promise<Answer> {
  const { driver: driverId, customer: customerNumber, receipt, limit } = options;
  const { ids } = context;
  const found = options.provider === undefined ? undefined : await findProvider(context.pool, options.provider);
  if (found?.tag === 'refused') return found;
  const late = await settleFirst(context);
  if (late) return late;
  await recordRead(context, 'events', customerNumber);
  const choice = { provider: found?.provider.id, driverId, customerNumber, receipt, limit };
  const events = await eventsWithOutcome(context.pool, choice);
  const json = events.map((event) => eventJson(event, ids));
  if (events.length === 0) return succeed(noEvents(options), json);
  const providers = await providersById(context.pool, [...new Set(events.map((event) => event.workProvider))]);
  const rows = events.map((event) =>
    rowOf(
      event,
      ids.write('event', event.workProvider, event.id),
      zoneAt(providers.get(event.workProvider)?.settings ?? [], event.occurredAt),
    ),
  );
  return succeed(table(['ID', 'WORK PROVIDER', 'DRIVER', 'EVENT', 'OCCURRED', 'RECEIVED', 'CAME TO'], rows), json);
}

function noEvents({ provider, driver, customer, receipt }: Options): string {
  if (provider ?? driver ?? customer ?? receipt) return 'No such events have been received.';
  return 'No events yet. Send one (README), or see what a day looks like: npx shiftcover demo';
}

function rowOf(event: EventWithOutcome, id: string, zone: string): string[] {
  return [
    id,
    event.workProviderName,
    event.identifierKind === 'policyId' ? `customer ${event.identifier}` : event.identifier,
    event.kind,
    formatInstant(event.occurredAt, zone),
    formatInstant(event.receivedAt, zone),
    OUTCOMES[event.outcome],
  ];
}
