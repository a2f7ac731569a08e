import { randomBytes } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import { eventsWithOutcome } from '../answers/eventsWithOutcome.ts';
import { shiftsOf } from '../answers/shiftsOf.ts';
import { clock, fromTemporal, HOUR } from '../core/instant.ts';
import { addLink } from '../store/links.ts';
import { addProvider, addSetting, type Provider, providerByName } from '../store/providers.ts';
import { type Answer, refused } from './answer.ts';
import { makeCustomer } from './customer.ts';
import type { Day, DriversDay } from './dayChart.ts';
import { demoAnswer } from './demoAnswer.ts';
import { cast, type Driver, LINKED_FROM, messyDay, type Sending } from './demoDay.ts';
import { reachServer } from './demoServer.ts';
import { change, type House, settleFirst } from './house.ts';
import { giveKey } from './key.ts';
import { isRefused } from './lookup.ts';
import { localTime, zoneAt } from './times.ts';
import { type ForWhom, verb } from './verb.ts';
import { withFoundation } from './withFoundation.ts';

const DEMO_PROVIDER = 'Demo Couriers';

/** A first look: a messy day sent over HTTP, and what becomes of it. */
export function demo(program: Command): void {
  verb(program, 'demo', 'a first look: send the messy day of two drivers, and see what becomes of it')
    .option(
      '--url <url>',
      'the server to send it to (unless given: http://HOST:PORT; where none answers, one is started)',
      aUrl,
    )
    .action((given: ForWhom & { url?: string }) => withFoundation(given, (house) => run(house, given.url)));
}

function aUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/i.test(text)) {
    throw new InvalidArgumentError('It must begin with http:// or https://.');
  }
  return text.replace(/\/+$/, '');
}

async function run(house: House, url = urlOf(house)): Promise<Answer> {
  const provider = await demoProvider(house);
  const { key } = await giveKey(house, provider);
  const day = yesterday(provider);
  const { ana, ben } = cast(randomBytes(3).toString('hex'));
  const anasNumber = await signUp(house, provider, ana, momentOf(day, LINKED_FROM.ana));
  const bensNumber = await signUp(house, provider, ben, momentOf(day, LINKED_FROM.ben));

  const server = await reachServer(house, url, key, anasNumber);
  const sendings = messyDay({ ana, ben }, anasNumber, day.date.toString());
  try {
    const fault = await sendAll(server.url, key, sendings);
    if (fault) return fault;
  } finally {
    await server.close();
  }
  const late = await settleFirst(house);
  if (late) return late;
  const drivers = [await readDay(house, provider, ana, anasNumber), await readDay(house, provider, ben, bensNumber)];
  return demoAnswer({ mode: house.mode, workProvider: provider.name, asked: url, server, key, day, sendings, drivers });
}

function urlOf({ config: { host, port } }: House): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

async function demoProvider(house: House): Promise<Provider> {
  const found = await providerByName(house.pool, DEMO_PROVIDER);
  if (found) return found;
  await change(house, { did: 'added a work provider', about: DEMO_PROVIDER }, async (db) => {
    const id = await addProvider(db, DEMO_PROVIDER);
    if (id === undefined) return false;
    return await addSetting(db, id, { holdsFrom: -Infinity, timeZone: 'Europe/London', longestShift: 14 * HOUR });
  });
  return (await providerByName(house.pool, DEMO_PROVIDER)) as Provider;
}

/** A day that is over, so that all of it can be told. */
function yesterday({ settings }: Provider): Day {
  const timeZone = zoneAt(settings, clock());
  return { timeZone, date: localTime(clock(), timeZone).toPlainDate().subtract({ days: 1 }) };
}

function momentOf({ date, timeZone }: Day, time: string): number {
  return fromTemporal(date.toZonedDateTime({ timeZone, plainTime: time }).toInstant());
}

/** Makes the driver a customer, and ties their driver ID to them. */
async function signUp(
  house: House,
  provider: Provider,
  { name, email, driverId }: Driver,
  from: number,
): Promise<string> {
  const customer = await makeCustomer(house, { name, email });
  if (isRefused(customer)) throw new Error(customer.why);
  const customerNumber = customer.number;
  const act = { did: 'added a link', about: `driver ID ${driverId} at ${provider.name}, customer ${customerNumber}` };
  await change(house, act, (db) => addLink(db, { workProvider: provider.id, driverId, customerNumber, from }));
  return customerNumber;
}

async function sendAll(url: string, key: string, sendings: readonly Sending[]): Promise<Answer | undefined> {
  for (const { path, body } of sendings) {
    const answer = await fetch(`${url}/v1/${path}/`, {
      method: 'POST',
      headers: { Authorization: key },
      body: JSON.stringify(body),
    });
    const said = await answer.text();
    if (answer.status !== 202) return refused(`${url}/v1/${path}/ answered ${answer.status}: ${said}`);
  }
  return undefined;
}

async function readDay(
  { pool }: House,
  provider: Provider,
  { name, driverId }: Driver,
  customerNumber: string,
): Promise<DriversDay> {
  const byDriver = await eventsWithOutcome(pool, { provider: provider.id, driverId, limit: 100 });
  const byCustomer = await eventsWithOutcome(pool, { provider: provider.id, customerNumber, limit: 100 });
  const events = [...new Map([...byDriver, ...byCustomer].map((event) => [event.id, event])).values()];
  events.sort((a, b) => a.occurredAt - b.occurredAt || a.id - b.id);
  return { name, driverId, customerNumber, events, told: await shiftsOf(pool, customerNumber) };
}
