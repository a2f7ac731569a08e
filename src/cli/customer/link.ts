import type { Command } from 'commander';
import { driverSubject, type Link } from '../../core/shift/lane.ts';
import type { Instant } from '../../core/time/instant.ts';
import { addLink, endLink, type LinkNames } from '../../operations/links.ts';
import { linksAround, linksMatching } from '../../store/customer/links.ts';
import { providersById } from '../../store/provider/providers.ts';
import { type Answer, type Refused, refused, told } from '../frame/answer.ts';
import { aDriverId, aName, anInstant } from '../frame/arguments.ts';
import { command, commandGroup, inShell, type OutputOptions } from '../frame/command.ts';
import type { CommandContext } from '../frame/context.ts';
import { closedAccount, findCustomer, findProvider, isRefused } from '../frame/lookup.ts';
import { withDatabase } from '../frame/run.ts';
import { table } from '../frame/table.ts';
import { formatInstant, orNull } from '../frame/times.ts';

type Named = { readonly provider: string; readonly driverId: string; readonly number: string };
type Choice = OutputOptions & { readonly customer?: string; readonly provider?: string };

/** What ties a work provider's driver ID to a customer. */
export function link(program: Command): void {
  const group = commandGroup(program, 'link', "links: what ties a work provider's driver ID to a customer");
  addressed(
    command(
      group,
      'add',
      'tie a driver ID to a customer',
      "link add 'Courier Ltd' 1686 ABC12 --from 2026-03-01T00:00:00Z",
    ),
  )
    .option('--from <instant>', 'when it begins to hold (unless given: now)', anInstant)
    .action((provider: string, driverId: string, number: string, given: OutputOptions & { from?: Instant }) =>
      withDatabase(given, (context) => add(context, { provider, driverId, number }, given.from)),
    );
  addressed(command(group, 'end', 'end such a tie', "link end 'Courier Ltd' 1686 ABC12"))
    .option('--at <instant>', 'when it ends (unless given: now)', anInstant)
    .action((provider: string, driverId: string, number: string, given: OutputOptions & { at?: Instant }) =>
      withDatabase(given, (context) => end(context, { provider, driverId, number }, given.at)),
    );
  command(group, 'list', 'list the links, ended ones too', 'link list --customer ABC12')
    .option('--customer <number>', 'only those of this customer')
    .option('--provider <provider>', 'only those at this work provider', aName)
    .action((given: Choice) => withDatabase(given, (context) => list(context, given)));
}

function addressed(command: Command): Command {
  return command
    .argument('<provider>', 'the work provider', aName)
    .argument('<driver-id>', 'what the work provider calls the driver', aDriverId)
    .argument('<customer-number>', 'the customer');
}

async function add(context: CommandContext, named: Named, from: Instant | undefined): Promise<Answer> {
  const names = await find(context, named);
  if (isRefused(names)) return names;
  const added = await addLink(context.pool, context.actor, { ...names, from });
  if (added.tag === 'account_closed') return closedAccount(named.number, added);
  if (added.tag === 'taken') return await taken(context, names);
  const { held } = added.link;
  const text = `From ${formatInstant(held.from)} on, driver ID ${named.driverId} at ${named.provider} is customer ${named.number}.`;
  return told(text, asJson(added.link, named.provider));
}

/** Says whose driver ID it is. */
async function taken({ pool }: CommandContext, { workProvider, driverId }: LinkNames): Promise<Refused> {
  const around = await linksAround(pool, [driverSubject({ workProvider: workProvider.id, driverId })]);
  const last = around.filter((each) => each.driverId === driverId).toSorted((a, b) => b.held.from - a.held.from)[0];
  const whose = last ? `customer ${last.customerNumber} ${inForce(last)}` : 'another customer';
  return refused(`driver ID ${driverId} at ${workProvider.name} belongs to ${whose}, and to one customer at a time`);
}

async function end(context: CommandContext, named: Named, at: Instant | undefined): Promise<Answer> {
  const names = await find(context, named);
  if (isRefused(names)) return names;
  const ended = await endLink(context.pool, context.actor, { ...names, at });
  if (ended.tag === 'not_open') {
    const before = at === undefined ? '' : ` that began before ${formatInstant(at)}`;
    return refused(`driver ID ${named.driverId} at ${named.provider} has no open link to ${named.number}${before}`);
  }
  const { held } = ended.link;
  const text = `From ${formatInstant(held.to)} on, driver ID ${named.driverId} at ${named.provider} is no longer customer ${named.number}.`;
  return told(text, asJson(ended.link, named.provider));
}

async function find(
  { pool }: CommandContext,
  { provider: name, driverId, number }: Named,
): Promise<LinkNames | Refused> {
  const workProvider = await findProvider(pool, name);
  if (isRefused(workProvider)) return workProvider;
  const customer = await findCustomer(pool, number);
  if (isRefused(customer)) return customer;
  return { workProvider, driverId, customerNumber: number };
}

async function list({ pool }: CommandContext, choice: Choice): Promise<Answer> {
  const provider = choice.provider === undefined ? undefined : await findProvider(pool, choice.provider);
  if (provider && isRefused(provider)) return provider;
  const links = await linksMatching(pool, { customerNumber: choice.customer, provider: provider?.id });
  const providers = await providersById(pool, [...new Set(links.map((each) => each.workProvider))]);
  const nameOf = (each: Link) => providers.get(each.workProvider)?.name ?? '';
  const json = links.map((each) => asJson(each, nameOf(each)));
  const narrowed = choice.customer !== undefined || choice.provider !== undefined;
  if (links.length === 0) return told(narrowed ? 'No such links.' : `No links yet. Add one: ${EXAMPLE}`, json);
  const rows = links.map((each) => [nameOf(each), each.driverId, each.customerNumber, inForce(each)]);
  return told(table(['WORK PROVIDER', 'DRIVER ID', 'CUSTOMER', 'HOLDS'], rows), json);
}

const EXAMPLE = `npx shiftcover link add ${inShell('Courier Ltd')} DRIVER_ID CUSTOMER_NUMBER`;

function asJson({ driverId, customerNumber, held }: Link, workProvider: string) {
  return { workProvider, driverId, customerNumber, from: orNull(held.from), to: orNull(held.to) };
}

function inForce({ held }: Link): string {
  const until = held.to === Infinity ? 'on' : `to ${formatInstant(held.to)}`;
  return `from ${formatInstant(held.from)} ${until}`;
}
