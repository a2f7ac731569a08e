import type { Command } from 'commander';
import { clock, type Instant } from '../../core/time/instant.ts';
import { optIn, optOut, resumeCustomer, suspendCustomer } from '../../store/customer/customers.ts';
import { type Answer, refused, told } from '../frame/answer.ts';
import { aName, anInstant } from '../frame/arguments.ts';
import { command, type OutputOptions } from '../frame/command.ts';
import { type CommandContext, change } from '../frame/context.ts';
import { findCustomer, findOpenCustomer, findProvider, isRefused } from '../frame/lookup.ts';
import { withDatabase } from '../frame/run.ts';
import { formatInstant, orNull } from '../frame/times.ts';

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
  const act = {
    did: 'suspended a customer',
    about: `${number} from ${momentOrNow(from)}: ${reason}`,
    customerNumber: number,
  };
  const done = await change(context, act, (db) => suspendCustomer(db, number, from, reason));
  if (!done) return refused(`${number} is suspended already for some of that time`);
  return told(`${number} has no cover from ${saidMoment(from)}, until: npx shiftcover customer resume ${number}`, {
    customerNumber: number,
    suspended: true,
    reason,
  });
}

async function resume(context: CommandContext, number: string, at: Instant | undefined): Promise<Answer> {
  const found = await findOpenCustomer(context.pool, number);
  if (isRefused(found)) return found;
  const act = {
    did: 'ended the suspension of a customer',
    about: `${number} at ${momentOrNow(at)}`,
    customerNumber: number,
  };
  const done = await change(context, act, (db) => resumeCustomer(db, number, at));
  if (!done) return refused(`${number} is not suspended${begunBefore(at)}`);
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
  const act = {
    did: 'refused a work provider for a customer',
    about: `${number}, ${name} from ${momentOrNow(from)}`,
    customerNumber: number,
  };
  const done = await change(context, act, (db) => optOut(db, number, both.provider, from));
  if (!done) return refused(`${number} refuses ${name} already for some of that time`);
  return told(`Work that ${name} reports by customer number gives ${number} no cover from ${saidMoment(from)}.`, {
    customerNumber: number,
    workProvider: name,
    refused: true,
  });
}

async function accept(context: CommandContext, number: string, name: string, at: Instant | undefined): Promise<Answer> {
  const both = await findBoth(context, number, name);
  if (isRefused(both)) return both;
  const act = {
    did: 'took a refusal back for a customer',
    about: `${number}, ${name} at ${momentOrNow(at)}`,
    customerNumber: number,
  };
  const done = await change(context, act, (db) => optIn(db, number, both.provider, at));
  if (!done) return refused(`${number} does not refuse ${name}${begunBefore(at)}`);
  return told(`Work that ${name} reports by customer number gives ${number} cover again from ${saidMoment(at)}.`, {
    customerNumber: number,
    workProvider: name,
    refused: false,
  });
}

async function findBoth({ pool }: CommandContext, number: string, name: string) {
  const found = await findCustomer(pool, number);
  if (isRefused(found)) return found;
  const provider = await findProvider(pool, name);
  return isRefused(provider) ? provider : { provider: provider.id };
}

function momentOrNow(at: Instant | undefined): string | null {
  return orNull(at ?? clock());
}

function saidMoment(at: Instant | undefined): string {
  return at === undefined ? 'now on' : formatInstant(at);
}

function begunBefore(at: Instant | undefined): string {
  return at === undefined ? '' : ` by anything that began before ${formatInstant(at)}`;
}
