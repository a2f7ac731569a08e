import type { Command } from 'commander';
import { clock, type Instant } from '../core/instant.ts';
import { acceptProvider, refuseProvider, resumeCustomer, suspendCustomer } from '../store/customers.ts';
import { type Answer, refused, told } from './answer.ts';
import { aName, anInstant } from './arguments.ts';
import { change, type House } from './house.ts';
import { findCustomer, findOpenCustomer, findProvider, isRefused } from './lookup.ts';
import { orNull, spellMoment } from './times.ts';
import { type ForWhom, verb } from './verb.ts';
import { withFoundation } from './withFoundation.ts';

type Suspension = ForWhom & { readonly reason: string; readonly from?: Instant };
type From = ForWhom & { readonly from?: Instant };
type At = ForWhom & { readonly at?: Instant };

/** What takes a customer's cover away, and gives it back. */
export function standing(group: Command): void {
  verb(group, 'suspend', 'stop all cover of a customer', "customer suspend ABC12 --reason 'premium unpaid'")
    .argument('<number>', 'their customer number')
    .requiredOption('--reason <reason>', 'why, for those who ask later', aName)
    .option('--from <instant>', 'from when (unless given: now)', anInstant)
    .action((number: string, given: Suspension) => withFoundation(given, (house) => suspend(house, number, given)));
  verb(group, 'resume', 'end the suspension of a customer', 'customer resume ABC12')
    .argument('<number>', 'their customer number')
    .option('--at <instant>', 'when it ends (unless given: now)', anInstant)
    .action((number: string, given: At) => withFoundation(given, (house) => resume(house, number, given.at)));
  verb(
    group,
    'refuse',
    'no cover for work that a provider reports by customer number',
    "customer refuse ABC12 'Courier Ltd'",
  )
    .argument('<number>', 'their customer number')
    .argument('<provider>', 'the work provider', aName)
    .option('--from <instant>', 'from when (unless given: now)', anInstant)
    .action((number: string, name: string, given: From) =>
      withFoundation(given, (house) => refuse(house, number, name, given.from)),
    );
  verb(group, 'accept', 'take such a refusal back', "customer accept ABC12 'Courier Ltd'")
    .argument('<number>', 'their customer number')
    .argument('<provider>', 'the work provider', aName)
    .option('--at <instant>', 'from when (unless given: now)', anInstant)
    .action((number: string, name: string, given: At) =>
      withFoundation(given, (house) => accept(house, number, name, given.at)),
    );
}

async function suspend(house: House, number: string, { from, reason }: Suspension): Promise<Answer> {
  const found = await findCustomer(house.pool, number);
  if (isRefused(found)) return found;
  const act = { did: 'suspended a customer', about: `${number} from ${momentOrNow(from)}: ${reason}` };
  const done = await change(house, act, (db) => suspendCustomer(db, number, from, reason));
  if (!done) return refused(`${number} is suspended already for some of that time`);
  return told(`${number} has no cover from ${saidMoment(from)}, until: npx shiftcover customer resume ${number}`, {
    customerNumber: number,
    suspended: true,
    reason,
  });
}

async function resume(house: House, number: string, at: Instant | undefined): Promise<Answer> {
  const found = await findOpenCustomer(house.pool, number);
  if (isRefused(found)) return found;
  const act = { did: 'ended the suspension of a customer', about: `${number} at ${momentOrNow(at)}` };
  const done = await change(house, act, (db) => resumeCustomer(db, number, at));
  if (!done) return refused(`${number} is not suspended${begunBefore(at)}`);
  return told(`${number} has cover again from ${saidMoment(at)}.`, { customerNumber: number, suspended: false });
}

async function refuse(house: House, number: string, name: string, from: Instant | undefined): Promise<Answer> {
  const both = await findBoth(house, number, name);
  if (isRefused(both)) return both;
  const act = { did: 'refused a work provider for a customer', about: `${number}, ${name} from ${momentOrNow(from)}` };
  const done = await change(house, act, (db) => refuseProvider(db, number, both.provider, from));
  if (!done) return refused(`${number} refuses ${name} already for some of that time`);
  return told(`Work that ${name} reports by customer number gives ${number} no cover from ${saidMoment(from)}.`, {
    customerNumber: number,
    workProvider: name,
    refused: true,
  });
}

async function accept(house: House, number: string, name: string, at: Instant | undefined): Promise<Answer> {
  const both = await findBoth(house, number, name);
  if (isRefused(both)) return both;
  const act = { did: 'took a refusal back for a customer', about: `${number}, ${name} at ${momentOrNow(at)}` };
  const done = await change(house, act, (db) => acceptProvider(db, number, both.provider, at));
  if (!done) return refused(`${number} does not refuse ${name}${begunBefore(at)}`);
  return told(`Work that ${name} reports by customer number gives ${number} cover again from ${saidMoment(at)}.`, {
    customerNumber: number,
    workProvider: name,
    refused: false,
  });
}

async function findBoth({ pool }: House, number: string, name: string) {
  const found = await findCustomer(pool, number);
  if (isRefused(found)) return found;
  const provider = await findProvider(pool, name);
  return isRefused(provider) ? provider : { provider: provider.id };
}

function momentOrNow(at: Instant | undefined): string | null {
  return orNull(at ?? clock());
}

function saidMoment(at: Instant | undefined): string {
  return at === undefined ? 'now on' : spellMoment(at);
}

function begunBefore(at: Instant | undefined): string {
  return at === undefined ? '' : ` by anything that began before ${spellMoment(at)}`;
}
