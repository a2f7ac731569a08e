import type { Command } from 'commander';
import type { Instant } from '../../core/time/instant.ts';
import { optIn, optOut, resumeCustomer, suspendCustomer } from '../../operations/customers.ts';
import { type Answer, refused, told } from '../frame/answer.ts';
import { aName, anInstant } from '../frame/arguments.ts';
import { command, type OutputOptions } from '../frame/command.ts';
import type { CommandContext } from '../frame/context.ts';
import { closedAccount, findCustomer, findProvider, isRefused } from '../frame/lookup.ts';
import { withDatabase } from '../frame/run.ts';
import { formatInstant } from '../frame/times.ts';

type Suspension = OutputOptions & { readonly reason: string; readonly from?: Instant };
type From = OutputOptions & { readonly from?: Instant };
type At = OutputOptions & { readonly at?: Instant };

/** What takes a customer's cover away, and gives it back. */
export function standing(group: Command): void {
  command(group, 'suspend', 'stop all cover of a customer', "customer suspend ABC12 --reason 'premium unpaid'")
    .argument('<number>', 'their customer number')
    .requiredOption('--reason <reason>', 'why, for those who ask later', aName)
    .option('--from <instant>', 'from when (unless given: now)', anInstant)
    .action((number: string, given: Suspension) => withDatabase(given, (context) => suspend(context, number, given)));
  command(group, 'resume', 'end the suspension of a customer', 'customer resume ABC12')
    .argument('<number>', 'their customer number')
    .option('--at <instant>', 'when it ends (unless given: now)', anInstant)
    .action((number: string, given: At) => withDatabase(given, (context) => resume(context, number, given.at)));
  command(
    group,
    'refuse',
    'no cover for work that a provider reports by customer number',
    "customer refuse ABC12 'Courier Ltd'",
  )
    .argument('<number>', 'their customer number')
    .argument('<provider>', 'the work provider', aName)
    .option('--from <instant>', 'from when (unless given: now)', anInstant)
    .action((number: string, name: string, given: From) =>
      withDatabase(given, (context) => refuse(context, number, name, given.from)),
    );
  command(group, 'accept', 'take such a refusal back', "customer accept ABC12 'Courier Ltd'")
    .argument('<number>', 'their customer number')
    .argument('<provider>', 'the work provider', aName)
    .option('--at <instant>', 'from when (unless given: now)', anInstant)
    .action((number: string, name: string, given: At) =>
      withDatabase(given, (context) => accept(context, number, name, given.at)),
    );
}

async function suspend(context: CommandContext, number: string, { from, reason }: Suspension): Promise<Answer> {
  const found = await findCustomer(context.pool, number);
  if (isRefused(found)) return found;
  const done = await suspendCustomer(context.pool, context.actor, { customerNumber: number, from, reason });
  if (done.tag === 'suspended_already') return refused(`${number} is suspended already for some of that time`);
  return told(`${number} has no cover from ${saidMoment(from)}, until: npx shiftcover customer resume ${number}`, {
    customerNumber: number,
    suspended: true,
    reason,
  });
}

async function resume(context: CommandContext, number: string, at: Instant | undefined): Promise<Answer> {
  const found = await findCustomer(context.pool, number);
  if (isRefused(found)) return found;
  const done = await resumeCustomer(context.pool, context.actor, { customerNumber: number, at });
  if (done.tag === 'account_closed') return closedAccount(number, done);
  if (done.tag === 'not_suspended') return refused(`${number} is not suspended${begunBefore(at)}`);
  return told(`${number} has cover again from ${saidMoment(at)}.`, { customerNumber: number, suspended: false });
}

async function refuse(
  context: CommandContext,
  number: string,
  name: string,
  from: Instant | undefined,
): Promise<Answer> {
  const both = await findBoth(context, number, name);
  if (isRefused(both)) return both;
  const done = await optOut(context.pool, context.actor, { ...both, from });
  if (done.tag === 'opted_out_already') return refused(`${number} refuses ${name} already for some of that time`);
  return told(`Work that ${name} reports by customer number gives ${number} no cover from ${saidMoment(from)}.`, {
    customerNumber: number,
    workProvider: name,
    refused: true,
  });
}

async function accept(context: CommandContext, number: string, name: string, at: Instant | undefined): Promise<Answer> {
  const both = await findBoth(context, number, name);
  if (isRefused(both)) return both;
  const done = await optIn(context.pool, context.actor, { ...both, at });
  if (done.tag === 'not_opted_out') return refused(`${number} does not refuse ${name}${begunBefore(at)}`);
  return told(`Work that ${name} reports by customer number gives ${number} cover again from ${saidMoment(at)}.`, {
    customerNumber: number,
    workProvider: name,
    refused: false,
  });
}

async function findBoth({ pool }: CommandContext, customerNumber: string, name: string) {
  const found = await findCustomer(pool, customerNumber);
  if (isRefused(found)) return found;
  const workProvider = await findProvider(pool, name);
  return isRefused(workProvider) ? workProvider : { customerNumber, workProvider };
}

function saidMoment(at: Instant | undefined): string {
  return at === undefined ? 'now on' : formatInstant(at);
}

function begunBefore(at: Instant | undefined): string {
  return at === undefined ? '' : ` by anything that began before ${formatInstant(at)}`;
}
