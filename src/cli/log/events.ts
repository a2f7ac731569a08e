import type { Command } from 'commander';
import { identifierMembers } from '../../core/event.ts';
import { type EventOutcome, type EventWithOutcome, eventsWithOutcome } from '../../queries/provider/outcomes.ts';
import { providersById } from '../../store/provider/providers.ts';
import { type Answer, told } from '../frame/answer.ts';
import { aDriverId, aLimit, aName } from '../frame/arguments.ts';
import { command, type OutputOptions } from '../frame/command.ts';
import { type CommandContext, settleFirst } from '../frame/context.ts';
import { findProvider, isRefused } from '../frame/lookup.ts';
import { withDatabase } from '../frame/run.ts';
import { table } from '../frame/table.ts';
import { formatInstant, orNull, zoneAt } from '../frame/times.ts';

type Choice = OutputOptions & {
  readonly provider?: string;
  readonly driver?: string;
  readonly customer?: string;
  readonly limit: number;
};

const LIMIT_UNLESS_SET = 20;

/** What work providers reported, and what became of it. */
export function events(program: Command): void {
  command(
    program,
    'events',
    'what was reported and what it came to, the last received first',
    "events --provider 'Courier Ltd' --limit 50",
  )
    .option('--provider <provider>', 'only from this work provider', aName)
    .option('--driver <driver-id>', 'only about this driver ID', aDriverId)
    .option('--customer <number>', 'only about this customer, by number or by a linked driver ID')
    .option('--limit <count>', 'at most so many', aLimit, LIMIT_UNLESS_SET)
    .action((given: Choice) => withDatabase(given, (context) => list(context, given)));
}

async function list(context: CommandContext, choice: Choice): Promise<Answer> {
  const provider = choice.provider === undefined ? undefined : await findProvider(context.pool, choice.provider);
  if (provider && isRefused(provider)) return provider;
  const late = await settleFirst(context);
  if (late) return late;
  const { driver: driverId, customer: customerNumber, limit } = choice;
  const found = await eventsWithOutcome(context.pool, { provider: provider?.id, driverId, customerNumber, limit });
  const json = found.map(eventJson);
  if (found.length === 0) return told(emptyState(choice), json);
  const providers = await providersById(context.pool, [...new Set(found.map((event) => event.workProvider))]);
  const rows = found.map((event) =>
    row(event, zoneAt(providers.get(event.workProvider)?.settings ?? [], event.occurredAt)),
  );
  return told(table(['ID', 'WORK PROVIDER', 'DRIVER', 'EVENT', 'OCCURRED', 'RECEIVED', 'CAME TO'], rows), json);
}

/** An event as machines read it. */
export function eventJson({
  id,
  workProviderName,
  identifierKind,
  identifier,
  kind,
  occurredAt,
  receivedAt,
  outcome,
}: EventWithOutcome) {
  return {
    id: String(id),
    workProvider: workProviderName,
    ...identifierMembers({ identifierKind, identifier }),
    kind,
    occurredAt: orNull(occurredAt),
    receivedAt: orNull(receivedAt),
    outcome,
  };
}

function emptyState({ provider, driver, customer }: Choice): string {
  if (provider ?? driver ?? customer) return 'No such events have been received.';
  return 'No events yet. Send one (README), or see what a day looks like: npx shiftcover demo';
}

function row(event: EventWithOutcome, zone: string): string[] {
  return [
    String(event.id),
    event.workProviderName,
    event.identifierKind === 'policyId' ? `customer ${event.identifier}` : event.identifier,
    event.kind,
    formatInstant(event.occurredAt, zone),
    formatInstant(event.receivedAt, zone),
    OUTCOMES[event.outcome],
  ];
}

/** What an event came to, for people. */
export const OUTCOMES: Readonly<Record<EventOutcome, string>> = {
  opened_shift: 'a shift begins',
  repeated_login: 'on shift already',
  ended_shift: 'the shift ends',
  repeated_logout: 'ended already',
  after_limit: 'after the limit of its shift',
  no_login_before: 'no login before it',
  pending: 'not settled yet',
  voided: 'void: does not count',
  set_aside: 'set aside: could not be settled',
};
