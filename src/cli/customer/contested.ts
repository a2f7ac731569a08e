import type { Command } from 'commander';
import { toRfc3339 } from '../../core/time/instant.ts';
import { dismissContest } from '../../operations/links.ts';
import { openContests } from '../../store/customer/contestedDriverIds.ts';
import { type Answer, refuse, succeed } from '../command/answer.ts';
import { parseDriverId, parseLimit, parseName } from '../command/arguments.ts';
import { command, inShell, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { findCustomer, findProvider } from '../command/lookup.ts';
import { recordRead } from '../command/recordRead.ts';
import { withDatabase } from '../command/run.ts';
import { table } from '../output/table.ts';
import { formatInstant } from '../output/times.ts';

type ListOptions = OutputOptions & { readonly limit: number };
type DismissOptions = OutputOptions & { readonly reason: string };

const DEFAULT_LIMIT = 50;

/** Adds the commands about driver IDs that one customer says are theirs and another one holds. */
export function contestedCommands(group: Command): void {
  command(
    group,
    'contested',
    'list the driver IDs that two customers say are theirs, the earliest first',
    'link contested',
  )
    .option('--limit <count>', 'how many at most', parseLimit, DEFAULT_LIMIT)
    .action((options: ListOptions) => withDatabase(options, (context) => list(context, options)));
  command(
    group,
    'dismiss',
    'decide that a contested driver ID is not the customer’s who says so',
    "link dismiss 'Courier Ltd' 1686 ABC12 --reason 'the work provider says so'",
  )
    .argument('<provider>', 'the work provider', parseName)
    .argument('<driver-id>', 'what the work provider calls the driver', parseDriverId)
    .argument('<customer-number>', 'the customer who says that it is theirs')
    .requiredOption('--reason <reason>', 'why, for those who ask later', parseName)
    .action((provider: string, driverId: string, number: string, options: DismissOptions) =>
      withDatabase(options, (context) => dismiss(context, { provider, driverId, number }, options)),
    );
}

async function list(context: CommandContext, { limit }: ListOptions): Promise<Answer> {
  await recordRead(context, 'link contested', undefined);
  const found = await openContests(context.pool, limit);
  const json = found.map(({ workProviderName, driverId, customerNumber, holder, proof, contestedAt }) => {
    return { workProvider: workProviderName, driverId, customerNumber, holder, proof, since: toRfc3339(contestedAt) };
  });
  const [first] = json;
  if (!first) return succeed('No driver ID is contested.', json);
  const rows = found.map((each) => [
    each.workProviderName,
    each.driverId,
    each.customerNumber,
    each.holder === null ? 'nobody' : `${each.holder} (${each.proof})`,
    formatInstant(each.contestedAt),
  ]);
  const of = `${inShell(first.workProvider)} ${inShell(first.driverId)}`;
  const next = `Ask the work provider whose it is. Then: npx shiftcover link end ${of} HOLDER and link add ${of} CUSTOMER,
or: npx shiftcover link dismiss ${of} CUSTOMER --reason …`;
  return succeed(
    `${table(['WORK PROVIDER', 'DRIVER ID', 'SAYS IT IS THEIRS', 'HELD BY', 'SINCE'], rows)}\n${next}`,
    json,
  );
}

type Named = { readonly provider: string; readonly driverId: string; readonly number: string };

async function dismiss(
  { pool, actor }: CommandContext,
  { provider, driverId, number }: Named,
  { reason }: DismissOptions,
): Promise<Answer> {
  const customer = await findCustomer(pool, number);
  if (customer.tag === 'refused') return customer;
  const found = await findProvider(pool, provider);
  if (found.tag === 'refused') return found;
  const names = { workProvider: found.provider, driverId, customerNumber: number };
  const done = await dismissContest(pool, actor, { ...names, why: reason });
  if (done.tag === 'not_open')
    return refuse(`${number} does not say that driver ID ${driverId} at ${provider} is theirs`);
  return succeed(`Driver ID ${driverId} at ${provider} is not said to be ${number}'s any more.`, {
    workProvider: provider,
    driverId,
    customerNumber: number,
    reason,
  });
}
