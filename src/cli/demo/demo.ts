import { randomBytes } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import { clock, fromTemporal, HOUR } from '../../core/time/instant.ts';
import { addCustomer } from '../../operations/customers.ts';
import { addKey } from '../../operations/keys.ts';
import { addLink } from '../../operations/links.ts';
import { addProvider } from '../../operations/providers.ts';
import { shiftsOf } from '../../queries/driver/shifts.ts';
import { eventsWithOutcome } from '../../queries/provider/outcomes.ts';
import { type Provider, providerByName } from '../../store/provider/providers.ts';
import type { Day, DriversDay } from '../customer/dayChart.ts';
import { type Answer, refused } from '../frame/answer.ts';
import { command, type OutputOptions } from '../frame/command.ts';
import { type CommandContext, settleFirst } from '../frame/context.ts';
import { withDatabase } from '../frame/run.ts';
import { localTime, zoneAt } from '../frame/times.ts';
import { demoAnswer } from './demoAnswer.ts';
import { cast, type Driver, LINKED_FROM, messyDay, type Sending } from './demoDay.ts';
import { reachServer } from './demoServer.ts';

const DEMO_PROVIDER = 'Demo Couriers';

/** A first look: a messy day sent over HTTP, and what becomes of it. */
export function demo(program: Command): void {
  command(program, 'demo', 'a first look: send the messy day of two drivers, and see what becomes of it')
    .option(
      '--url <url>',
      'the server to send it to (unless given: http://HOST:PORT; where none answers, one is started)',
      aUrl,
    )
    .action((given: OutputOptions & { url?: string }) => withDatabase(given, (context) => run(context, given.url)));
}

function aUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/i.test(text)) {
    throw new InvalidArgumentError('It must begin with http:// or https://.');
  }
  return text.replace(/\/+$/, '');
}

async function run(context: CommandContext, url = urlOf(context)): Promise<Answer> {
  const provider = await demoProvider(context);
  const { key } = await addKey(context.pool, context.actor, { provider, mode: context.mode });
  const day = yesterday(provider);
  const { ana, ben } = cast(randomBytes(3).toString('hex'));
  const anasNumber = await signUp(context, provider, ana, momentOf(day, LINKED_FROM.ana));
  const bensNumber = await signUp(context, provider, ben, momentOf(day, LINKED_FROM.ben));

  const server = await reachServer(context, url, key, anasNumber);
  const sendings = messyDay({ ana, ben }, anasNumber, day.date.toString());
  try {
    const fault = await sendAll(server.url, key, sendings);
    if (fault) return fault;
  } finally {
    await server.close();
  }
  const late = await settleFirst(context);
  if (late) return late;
  const drivers = [
    await readDay(context, provider, ana, anasNumber),
    await readDay(context, provider, ben, bensNumber),
  ];
  return demoAnswer({
    mode: context.mode,
    workProvider: provider.name,
    asked: url,
    server,
    key,
    day,
    sendings,
    drivers,
  });
}

function urlOf({ config: { host, port } }: CommandContext): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

async function demoProvider(context: CommandContext): Promise<Provider> {
  const found = await providerByName(context.pool, DEMO_PROVIDER);
  if (found) return found;
  const input = { name: DEMO_PROVIDER, timeZone: 'Europe/London', longestShift: 14 * HOUR };
  await addProvider(context.pool, context.actor, input);
  return (await providerByName(context.pool, DEMO_PROVIDER)) as Provider;
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
  context: CommandContext,
  provider: Provider,
  { name, email, driverId }: Driver,
  from: number,
): Promise<string> {
  const added = await addCustomer(context.pool, context.actor, { name, email, from: from - 24 * HOUR });
  if (added.tag !== 'added') throw new Error(`a customer could not be added: ${added.tag}`);
  const customerNumber = added.customer.number;
  await addLink(context.pool, context.actor, { workProvider: provider, driverId, customerNumber, from });
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
  { pool }: CommandContext,
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
