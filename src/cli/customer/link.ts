import type { Command } from 'commander';
import { driverSubject, type Link } from '../../core/shift/lane.ts';
import { type Instant, toRfc3339OrNull } from '../../core/time/instant.ts';
import { addLink, endLink, type LinkNames } from '../../operations/links.ts';
import { linksAround, linksMatching } from '../../store/customer/links.ts';
import { providersById } from '../../store/provider/providers.ts';
import { type Answer, type Refused, refuse, succeed } from '../command/answer.ts';
import { parseDriverId, parseEnd, parseInstant, parseName } from '../command/arguments.ts';
import { command, commandGroup, inShell, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { findCustomer, findProvider, refuseClosed } from '../command/lookup.ts';
import { recordRead } from '../command/recordRead.ts';
import { withDatabase } from '../command/run.ts';
import { table } from '../output/table.ts';
import { formatInstant } from '../output/times.ts';
import { contestedCommands } from './contested.ts';
import { correctionCommands, LINK } from './periods.ts';

/** The arguments that name a link. */
type Named = { readonly provider: string; readonly driverId: string; readonly number: string };
type AddOptions = OutputOptions & { readonly from?: Instant; readonly to?: Instant };
type EndOptions = OutputOptions & { readonly at?: Instant };
type ListOptions = OutputOptions & { readonly customer?: string; readonly provider?: string };

/** Adds the commands about links between driver IDs and customers. */
export function linkCommands(program: Command): void {
  const group = commandGroup(program, 'link', "links: what ties a work provider's driver ID to a customer");
  withLinkArguments(
    command(
      group,
      'add',
      'tie a driver ID to a customer',
      "link add 'Courier Ltd' 1686 ABC12 --from 2026-03-01T00:00:00Z",
    ),
  )
    .option('--from <instant>', 'when it begins to hold (unless given: now)', parseInstant)
    .option('--to <instant>', 'when it ends (unless given: never)', parseEnd)
    .action((provider: string, driverId: string, number: string, options: AddOptions) =>
      withDatabase(options, (context) => add(context, { provider, driverId, number }, options)),
    );
  withLinkArguments(command(group, 'end', 'end such a tie', "link end 'Courier Ltd' 1686 ABC12"))
    .option('--at <instant>', 'when it ends (unless given: now)', parseInstant)
    .action((provider: string, driverId: string, number: string, options: EndOptions) =>
      withDatabase(options, (context) => end(context, { provider, driverId, number }, options)),
    );
  command(group, 'list', 'list the links, ended ones too', 'link list --customer ABC12')
    .option('--customer <number>', 'only those of this customer')
    .option('--provider <provider>', 'only those at this work provider', parseName)
    .action((options: ListOptions) => withDatabase(options, (context) => list(context, options)));
  correctionCommands(group, LINK);
  contestedCommands(group);
}

function withLinkArguments(added: Command): Command {
  return added
    .argument('<provider>', 'the work provider', parseName)
    .argument('<driver-id>', 'what the work provider calls the driver', parseDriverId)
    .argument('<customer-number>', 'the customer');
}

async function add(context: CommandContext, named: Named, { from, to }: AddOptions): Promise<Answer> {
  const found = await find(context, named);
  if (found.tag === 'refused') return found;
  const added = await addLink(context.pool, context.actor, { ...found.names, from, to });
  if (added.tag === 'account_closed') return refuseClosed(named.number, added);
  if (added.tag === 'taken') return await refuseTaken(context, found.names);
  if (added.tag === 'no_time') return refuse('the link would end before it begins');
  const { held } = added.link;
  const { driverId, provider, number } = named;
  const period = `From ${formatInstant(held.from)} ${held.to === Infinity ? 'on' : `to ${formatInstant(held.to)}`}`;
  const text = `${period}, driver ID ${driverId} at ${provider} is customer ${number}.`;
  return succeed(text, linkJson(added.link, named.provider));
}

async function refuseTaken({ pool }: CommandContext, { workProvider, driverId }: LinkNames): Promise<Refused> {
  const around = await linksAround(pool, [driverSubject({ workProvider: workProvider.id, driverId })]);
  const last = around.filter((each) => each.driverId === driverId).toSorted((a, b) => b.held.from - a.held.from)[0];
  const whose = last ? `customer ${last.customerNumber} ${periodText(last)}` : 'another customer';
  return refuse(`driver ID ${driverId} at ${workProvider.name} belongs to ${whose}, and to one customer at a time`);
}

async function end(context: CommandContext, named: Named, { at }: EndOptions): Promise<Answer> {
  const found = await find(context, named);
  if (found.tag === 'refused') return found;
  const ended = await endLink(context.pool, context.actor, { ...found.names, at });
  const { driverId, provider, number } = named;
  if (ended.tag === 'not_open') {
    const before = at === undefined ? '' : ` that began before ${formatInstant(at)}`;
    return refuse(`driver ID ${driverId} at ${provider} has no open link to ${number}${before}`);
  }
  const to = formatInstant(ended.link.held.to);
  const text = `From ${to} on, driver ID ${driverId} at ${provider} is no longer customer ${number}.`;
  return succeed(text, linkJson(ended.link, named.provider));
}

async function find(
  { pool }: CommandContext,
  { provider: name, driverId, number }: Named,
): Promise<{ readonly tag: 'found'; readonly names: LinkNames } | Refused> {
  const customer = await findCustomer(pool, number);
  if (customer.tag === 'refused') return customer;
  const found = await findProvider(pool, name);
  if (found.tag === 'refused') return found;
  return { tag: 'found', names: { workProvider: found.provider, driverId, customerNumber: number } };
}

async function list(context: CommandContext, options: ListOptions): Promise<Answer> {
  const { pool } = context;
  const found = options.provider === undefined ? undefined : await findProvider(pool, options.provider);
  if (found?.tag === 'refused') return found;
  await recordRead(context, 'link list', options.customer);
  const links = await linksMatching(pool, { customerNumber: options.customer, provider: found?.provider.id });
  const providers = await providersById(pool, [...new Set(links.map((each) => each.workProvider))]);
  const nameOf = (each: Link) => providers.get(each.workProvider)?.name ?? '';
  const json = links.map((each) => linkJson(each, nameOf(each)));
  const isNarrowed = options.customer !== undefined || options.provider !== undefined;
  if (links.length === 0) return succeed(isNarrowed ? 'No such links.' : `No links yet. Add one: ${EXAMPLE}`, json);
  const rows = links.map((each) => [
    String(each.id),
    nameOf(each),
    each.driverId,
    each.customerNumber,
    periodText(each),
  ]);
  return succeed(table(['ID', 'WORK PROVIDER', 'DRIVER ID', 'CUSTOMER', 'HOLDS'], rows), json);
}

const EXAMPLE = `npx shiftcover link add ${inShell('Courier Ltd')} DRIVER_ID CUSTOMER_NUMBER`;

function linkJson({ id, driverId, customerNumber, held }: Link, workProvider: string) {
  return {
    id: String(id),
    workProvider,
    driverId,
    customerNumber,
    from: toRfc3339OrNull(held.from),
    to: toRfc3339OrNull(held.to),
  };
}

function periodText({ held }: Link): string {
  const until = held.to === Infinity ? 'on' : `to ${formatInstant(held.to)}`;
  return `from ${formatInstant(held.from)} ${until}`;
}
