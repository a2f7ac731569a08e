import type { Command } from 'commander';
import type { Instant } from '../core/instant.ts';
import { driverLane, type Link } from '../core/lane.ts';
import { addLink, endLink, linksAround, linksMatching } from '../store/links.ts';
import { providersById } from '../store/providers.ts';
import { type Answer, type Refused, refused, told } from './answer.ts';
import { aDriverId, aName, anInstant } from './arguments.ts';
import { change, type House } from './house.ts';
import { findCustomer, findOpenCustomer, findProvider, isRefused } from './lookup.ts';
import { table } from './table.ts';
import { orNull, spellMoment } from './times.ts';
import { type ForWhom, inShell, noun, verb } from './verb.ts';
import { withFoundation } from './withFoundation.ts';

type Named = { readonly provider: string; readonly driverId: string; readonly number: string };
type Choice = ForWhom & { readonly customer?: string; readonly provider?: string };

/** What ties a work provider's driver ID to a customer. */
export function link(program: Command): void {
  const group = noun(program, 'link', "links: what ties a work provider's driver ID to a customer");
  addressed(
    verb(
      group,
      'add',
      'tie a driver ID to a customer',
      "link add 'Courier Ltd' 1686 ABC12 --from 2026-03-01T00:00:00Z",
    ),
  )
    .option('--from <instant>', 'when it begins to hold (unless given: now)', anInstant)
    .action((provider: string, driverId: string, number: string, given: ForWhom & { from?: Instant }) =>
      withFoundation(given, (house) => add(house, { provider, driverId, number }, given.from)),
    );
  addressed(verb(group, 'end', 'end such a tie', "link end 'Courier Ltd' 1686 ABC12"))
    .option('--at <instant>', 'when it ends (unless given: now)', anInstant)
    .action((provider: string, driverId: string, number: string, given: ForWhom & { at?: Instant }) =>
      withFoundation(given, (house) => end(house, { provider, driverId, number }, given.at)),
    );
  verb(group, 'list', 'list the links, ended ones too', 'link list --customer ABC12')
    .option('--customer <number>', 'only those of this customer')
    .option('--provider <provider>', 'only those at this work provider', aName)
    .action((given: Choice) => withFoundation(given, (house) => list(house, given)));
}

function addressed(command: Command): Command {
  return command
    .argument('<provider>', 'the work provider', aName)
    .argument('<driver-id>', 'what the work provider calls the driver', aDriverId)
    .argument('<customer-number>', 'the customer');
}

async function add(house: House, named: Named, from: Instant | undefined): Promise<Answer> {
  const open = await findOpenCustomer(house.pool, named.number);
  if (isRefused(open)) return open;
  const wish = await find(house, named);
  if (isRefused(wish)) return wish;
  const act = { did: 'added a link', about: `${inWords(named)}, from ${from === undefined ? 'now' : orNull(from)}` };
  const added = await change(house, act, async (db) => {
    const tried = await addLink(db, { ...wish, from });
    return tried.tag === 'added' && tried.link;
  });
  if (added === false) return await taken(house, named, wish);
  const text = `From ${spellMoment(added.held.from)} on, driver ID ${named.driverId} at ${named.provider} is customer ${named.number}.`;
  return told(text, asJson(added, named.provider));
}

/** Says whose driver ID it is. */
async function taken({ pool }: House, named: Named, wish: Pick<Link, 'workProvider' | 'driverId'>): Promise<Refused> {
  const around = await linksAround(pool, [driverLane(wish)]);
  const last = around
    .filter((each) => each.driverId === wish.driverId)
    .toSorted((a, b) => b.held.from - a.held.from)[0];
  const whose = last ? `customer ${last.customerNumber} ${inForce(last)}` : 'another customer';
  return refused(`driver ID ${named.driverId} at ${named.provider} belongs to ${whose}, and to one customer at a time`);
}

async function end(house: House, named: Named, at: Instant | undefined): Promise<Answer> {
  const wish = await find(house, named);
  if (isRefused(wish)) return wish;
  const act = { did: 'ended a link', about: `${inWords(named)}, at ${at === undefined ? 'now' : orNull(at)}` };
  const ended = await change(house, act, async (db) => (await endLink(db, wish, at)) ?? false);
  if (ended === false) {
    const before = at === undefined ? '' : ` that began before ${spellMoment(at)}`;
    return refused(`driver ID ${named.driverId} at ${named.provider} has no open link to ${named.number}${before}`);
  }
  const text = `From ${spellMoment(ended.held.to)} on, driver ID ${named.driverId} at ${named.provider} is no longer customer ${named.number}.`;
  return told(text, asJson(ended, named.provider));
}

async function find({ pool }: House, { provider: name, driverId, number }: Named) {
  const provider = await findProvider(pool, name);
  if (isRefused(provider)) return provider;
  const customer = await findCustomer(pool, number);
  if (isRefused(customer)) return customer;
  return { workProvider: provider.id, driverId, customerNumber: number };
}

async function list({ pool }: House, choice: Choice): Promise<Answer> {
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
  const until = held.to === Infinity ? 'on' : `to ${spellMoment(held.to)}`;
  return `from ${spellMoment(held.from)} ${until}`;
}

function inWords({ provider, driverId, number }: Named): string {
  return `driver ID ${driverId} at ${provider}, customer ${number}`;
}
