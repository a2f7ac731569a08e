import type { Command } from 'commander';
import type { Instant } from '../../core/time/instant.ts';
import { optIn, optOut, resumeCustomer, suspendCustomer } from '../../operations/customers.ts';
import type { Provider } from '../../store/provider/providers.ts';
import { type Answer, type Refused, refuse, succeed } from '../command/answer.ts';
import { parseInstant, parseName } from '../command/arguments.ts';
import { command, commandGroup, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { findCustomer, findProvider, refuseClosed } from '../command/lookup.ts';
import { withDatabase } from '../command/run.ts';
import { formatInstant } from '../output/times.ts';
import { correctionCommands, listCommand, OPT_OUT, SUSPENSION } from './periods.ts';

type FromOption = OutputOptions & { readonly from?: Instant };
type AtOption = OutputOptions & { readonly at?: Instant };
type SuspendOptions = FromOption & { readonly reason: string };

/** Adds the commands that take cover away from a customer, and give it back. */
export function eligibilityCommands(group: Command): void {
  command(group, 'suspend', 'stop all cover of a customer', "customer suspend ABC12 --reason 'premium unpaid'")
    .argument('<number>', 'their customer number')
    .requiredOption('--reason <reason>', 'why, for those who ask later', parseName)
    .option('--from <instant>', 'from when (unless given: now)', parseInstant)
    .action((number: string, options: SuspendOptions) =>
      withDatabase(options, (context) => suspend(context, number, options)),
    );
  command(group, 'resume', 'end the suspension of a customer', 'customer resume ABC12')
    .argument('<number>', 'their customer number')
    .option('--at <instant>', 'when it ends (unless given: now)', parseInstant)
    .action((number: string, options: AtOption) =>
      withDatabase(options, (context) => resume(context, number, options)),
    );
  command(
    group,
    'refuse',
    'no cover for work that a provider reports by customer number',
    "customer refuse ABC12 'Courier Ltd'",
  )
    .argument('<number>', 'their customer number')
    .argument('<provider>', 'the work provider', parseName)
    .option('--from <instant>', 'from when (unless given: now)', parseInstant)
    .action((number: string, name: string, options: FromOption) =>
      withDatabase(options, (context) => refuseProvider(context, number, name, options)),
    );
  command(group, 'accept', 'take such a refusal back', "customer accept ABC12 'Courier Ltd'")
    .argument('<number>', 'their customer number')
    .argument('<provider>', 'the work provider', parseName)
    .option('--at <instant>', 'from when (unless given: now)', parseInstant)
    .action((number: string, name: string, options: AtOption) =>
      withDatabase(options, (context) => acceptProvider(context, number, name, options)),
    );
  const suspensions = commandGroup(group, 'suspension', 'suspensions: list and correct them');
  listCommand(suspensions, SUSPENSION);
  correctionCommands(suspensions, SUSPENSION);
  const optOuts = commandGroup(group, 'opt-out', 'refusals of a work provider: list and correct them');
  listCommand(optOuts, OPT_OUT);
  correctionCommands(optOuts, OPT_OUT);
}

async function suspend(
  { pool, actor }: CommandContext,
  number: string,
  { from, reason }: SuspendOptions,
): Promise<Answer> {
  const found = await findCustomer(pool, number);
  if (found.tag === 'refused') return found;
  const done = await suspendCustomer(pool, actor, { customerNumber: number, from, reason });
  if (done.tag === 'suspended_already') return refuse(`${number} is suspended already for some of that time`);
  const text = `${number} has no cover from ${onFrom(from)}, until: npx shiftcover customer resume ${number}`;
  return succeed(text, { customerNumber: number, suspended: true, reason });
}

async function resume({ pool, actor }: CommandContext, number: string, { at }: AtOption): Promise<Answer> {
  const found = await findCustomer(pool, number);
  if (found.tag === 'refused') return found;
  const done = await resumeCustomer(pool, actor, { customerNumber: number, at });
  if (done.tag === 'account_closed') return refuseClosed(number, done);
  if (done.tag === 'not_suspended') return refuse(`${number} is not suspended${begunBefore(at)}`);
  return succeed(`${number} has cover again from ${onFrom(at)}.`, { customerNumber: number, suspended: false });
}

async function refuseProvider(
  { pool, actor }: CommandContext,
  number: string,
  name: string,
  { from }: FromOption,
): Promise<Answer> {
  const both = await findBoth(pool, number, name);
  if (both.tag === 'refused') return both;
  const done = await optOut(pool, actor, { ...both, from });
  if (done.tag === 'opted_out_already') return refuse(`${number} refuses ${name} already for some of that time`);
  const text = `Work that ${name} reports by customer number gives ${number} no cover from ${onFrom(from)}.`;
  return succeed(text, { customerNumber: number, workProvider: name, refused: true });
}

async function acceptProvider(
  { pool, actor }: CommandContext,
  number: string,
  name: string,
  { at }: AtOption,
): Promise<Answer> {
  const both = await findBoth(pool, number, name);
  if (both.tag === 'refused') return both;
  const done = await optIn(pool, actor, { ...both, at });
  if (done.tag === 'not_opted_out') return refuse(`${number} does not refuse ${name}${begunBefore(at)}`);
  const text = `Work that ${name} reports by customer number gives ${number} cover again from ${onFrom(at)}.`;
  return succeed(text, { customerNumber: number, workProvider: name, refused: false });
}

type Both = { readonly tag: 'found'; readonly customerNumber: string; readonly workProvider: Provider };

async function findBoth(pool: CommandContext['pool'], customerNumber: string, name: string): Promise<Both | Refused> {
  const customer = await findCustomer(pool, customerNumber);
  if (customer.tag === 'refused') return customer;
  const found = await findProvider(pool, name);
  if (found.tag === 'refused') return found;
  return { tag: 'found', customerNumber, workProvider: found.provider };
}

function onFrom(at: Instant | undefined): string {
  return at === undefined ? 'now on' : formatInstant(at);
}

function begunBefore(at: Instant | undefined): string {
  return at === undefined ? '' : ` by anything that began before ${formatInstant(at)}`;
}
