import { randomBytes } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import { ownUrl } from '../../config/config.ts';
import { clock, HOUR, type Instant } from '../../core/time/instant.ts';
import { addCustomer } from '../../operations/customers.ts';
import { addKey } from '../../operations/keys.ts';
import { addLink } from '../../operations/links.ts';
import { addProvider } from '../../operations/providers.ts';
import { shiftsOf } from '../../queries/driver/shifts.ts';
import { eventsWithOutcome } from '../../queries/provider/outcomes.ts';
import { listProviders, type Provider, providerByName } from '../../store/provider/providers.ts';
import { type Answer, type Refused, refuse } from '../command/answer.ts';
import { commandWithoutData, type OutputOptions } from '../command/command.ts';
import { type CommandContext, settleFirst } from '../command/context.ts';
import { withDatabase } from '../command/run.ts';
import { localTime, zoneAt } from '../output/times.ts';
import type { DriversDay } from './dayChart.ts';
import { demoAnswer } from './demoAnswer.ts';
import { type Day, type DemoRequest, type Driver, instantOn, LINKED_FROM, makeDrivers, messyDay } from './demoDay.ts';
import { findOrStartServer } from './demoServer.ts';

type Options = OutputOptions & { readonly url?: string; readonly live?: true };

const DEMO_PROVIDER = 'Demo Couriers';

/** Adds the command that sends a messy day over HTTP and shows the shifts and cover that come of it. */
export function demoCommand(program: Command): void {
  commandWithoutData(program, 'demo', 'a first look: send the messy day of two drivers, and see what becomes of it')
    .option(
      '--url <url>',
      'the server to send it to (unless given: http://HOST:PORT; where none answers, one is started)',
      parseUrl,
    )
    .option('--live', 'on live data, where no work provider is real; unless given, in test mode')
    .action(({ live, ...options }: Options) =>
      withDatabase(live ? options : { ...options, test: true }, (context) => run(context, options.url)),
    );
}

function parseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/i.test(text)) {
    throw new InvalidArgumentError('It must begin with http:// or https://.');
  }
  return text.replace(/\/+$/, '');
}

async function run(context: CommandContext, url = ownUrl(context.config)): Promise<Answer> {
  const provider = await demoProvider(context);
  if ('tag' in provider) return provider;
  const { key } = await addKey(context.pool, context.actor, { provider, mode: context.mode });
  const day = yesterday(provider);
  const { ana, ben } = makeDrivers(randomBytes(3).toString('hex'));
  const anasNumber = await addLinkedCustomer(context, provider, ana, instantOn(day, LINKED_FROM.ana));
  const bensNumber = await addLinkedCustomer(context, provider, ben, instantOn(day, LINKED_FROM.ben));

  const server = await findOrStartServer(context, url, key, anasNumber);
  const requests = messyDay({ ana, ben }, anasNumber, day);
  try {
    const refused = await sendAll(server.url, key, requests);
    if (refused) return refused;
  } finally {
    await server.close();
  }
  const late = await settleFirst(context);
  if (late) return late;
  const drivers = [
    await readDay(context, provider, ana, anasNumber),
    await readDay(context, provider, ben, bensNumber),
  ];
  const { mode, ids } = context;
  return demoAnswer({ ids, mode, workProvider: provider.name, url, server, key, day, requests, drivers });
}

/** The work provider of demos. Refuses where live data of others are. */
async function demoProvider({ pool, actor, mode }: CommandContext): Promise<Provider | Refused> {
  if (mode === 'live' && (await listProviders(pool)).some(({ name }) => name !== DEMO_PROVIDER)) {
    return refuse('there are real work providers here; without --live the demo runs in test mode, apart from them');
  }
  const existing = await providerByName(pool, DEMO_PROVIDER);
  if (existing) return existing;
  await addProvider(pool, actor, { name: DEMO_PROVIDER, timeZone: 'Europe/London', longestShift: 14 * HOUR });
  return (await providerByName(pool, DEMO_PROVIDER)) as Provider;
}

/** The last day that is over, so that no shift on it is open. */
function yesterday({ settings }: Provider): Day {
  const timeZone = zoneAt(settings, clock());
  return { timeZone, date: localTime(clock(), timeZone).toPlainDate().subtract({ days: 1 }) };
}

/** Adds the driver as a customer with a link that holds from an instant on. Returns the customer number. */
async function addLinkedCustomer(
  { pool, actor }: CommandContext,
  workProvider: Provider,
  { name, email, driverId }: Driver,
  from: Instant,
): Promise<string> {
  const added = await addCustomer(pool, actor, { name, email, from: from - 24 * HOUR });
  if (added.tag !== 'added') throw new Error(`a customer could not be added: ${added.tag}`);
  const customerNumber = added.customer.number;
  await addLink(pool, actor, { workProvider, driverId, customerNumber, from });
  return customerNumber;
}

async function sendAll(url: string, key: string, requests: readonly DemoRequest[]): Promise<Refused | undefined> {
  for (const { path, body } of requests) {
    const answer = await fetch(`${url}/v1/${path}/`, {
      method: 'POST',
      headers: { Authorization: key },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (answer.status !== 202) return refuse(`${url}/v1/${path}/ answered ${answer.status}: ${text}`);
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
  return { name, driverId, customerNumber, events, work: await shiftsOf(pool, customerNumber) };
}
