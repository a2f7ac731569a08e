import type { Command } from 'commander';
import { driverLane, type Link } from '../../core/shift/lane.ts';
import type { Instant } from '../../core/time/instant.ts';
import { addLink, endLink, linksAround, linksMatching } from '../../store/customer/links.ts';
import { providersById } from '../../store/provider/providers.ts';
import { type Answer, type Refused, refused, told } from '../frame/answer.ts';
import { aDriverId, aName, anInstant } from '../frame/arguments.ts';
import { command, commandGroup, inShell, type OutputOptions } from '../frame/command.ts';
import { type CommandContext, change } from '../frame/context.ts';
import { findCustomer, findOpenCustomer, findProvider, isRefused } from '../frame/lookup.ts';
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
  const open = await findOpenCustomer(context.pool, named.number);
  if (isRefused(open)) return open;
  const input = await find(context, named);
  if (isRefused(input)) return input;
  const act = {
    did: 'added a link',
    about: `${inWords(named)}, from ${from === undefined ? 'now' : orNull(from)}`,
    customerNumber: named.number,
  };
  const added = await change(context, act, async (db) => {
    const tried = await addLink(db, { ...input, from });
    return tried.tag === 'added' && tried.link;
  });
  if (added === false) return await taken(context, named, input);
  const text = `From ${formatInstant(added.held.from)} on, driver ID ${named.driverId} at ${named.provider} is customer ${named.number}.`;
  return told(text, asJson(added, named.provider));
}

/** Says whose driver ID it is. */
async function taken(
  { pool }: CommandContext,
  named: Named,
  input: Pick<Link, 'workProvider' | 'driverId'>,
): Promise<Refused> {
  const around = await linksAround(pool, [driverLane(input)]);
  const last = around
    .filter((each) => each.driverId === input.driverId)
    .toSorted((a, b) => b.held.from - a.held.from)[0];
  const whose = last ? `customer ${last.customerNumber} ${inForce(last)}` : 'another customer';
  return refused(`driver ID ${named.driverId} at ${named.provider} belongs to ${whose}, and to one customer at a time`);
}

async function end(context: CommandContext, named: Named, at: Instant | undefined): Promise<Answer> {
  const input = await find(context, named);
  if (isRefused(input)) return input;
  const act = {
    did: 'ended a link',
    about: `${inWords(named)}, at ${at === undefined ? 'now' : orNull(at)}`,
    customerNumber: named.number,
  };
  const ended = await change(context, act, async (db) => (await endLink(db, input, at)) ?? false);
  if (ended === false) {
    const before = at === undefined ? '' : ` that began before ${formatInstant(at)}`;
    return refused(`driver ID ${named.driverId} at ${named.provider} has no open link to ${named.number}${before}`);
  }
  const text = `From ${formatInstant(ended.held.to)} on, driver ID ${named.driverId} at ${named.provider} is no longer customer ${named.number}.`;
  return told(text, asJson(ended, named.provider));
}

async function find({ pool }: CommandContext, { provider: name, driverId, number }: Named) {
  const provider = await findProvider(pool, name);
  if (isRefused(provider)) return provider;
  const customer = await findCustomer(pool, number);
  if (isRefused(customer)) return customer;
  return { workProvider: provider.id, driverId, customerNumber: number };
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

function inWords({ provider, driverId, number }: Named): string {
  return `driver ID ${driverId} at ${provider}, customer ${number}`;
}
