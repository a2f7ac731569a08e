import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { type Client, type DeliveryInFull, ShiftcoverError, shiftcover } from '../../../client/shiftcover.ts';
import { signedHeaders } from '../../webhooks/sign.ts';
import { type Answer, print, refuse, succeed } from '../command/answer.ts';
import { commandWithoutData, type OutputOptions } from '../command/command.ts';

type Options = OutputOptions & { readonly url: string; readonly key: string; readonly forwardTo: string };

/** Adds the command that brings web hooks to a program on this machine. It opens no database. */
export function listenCommand(program: Command): void {
  commandWithoutData(
    program,
    'listen',
    'bring the web hooks of a server to a program on this machine, until it is stopped',
    'listen --forward-to http://localhost:8000/hook',
  )
    .requiredOption('--forward-to <url>', 'where your program listens')
    .addOption(new Option('--url <url>', 'the server').env('SHIFTCOVER_URL').default('http://127.0.0.1:8080'))
    .addOption(new Option('--key <key>', 'your key').env('SHIFTCOVER_KEY').makeOptionMandatory())
    .action(async (options: Options) => await print(await run(options), options));
}

const POLL_MS = 1_000;
const ANSWER_WITHIN_MS = 10_000;
/** Never sent to: the endpoint is paused from the start, and its deliveries are read instead. */
const NEVER_SENT_TO = 'https://example.com/shiftcover-listen';

async function run({ url, key, forwardTo }: Options): Promise<Answer> {
  if (!URL.canParse(forwardTo)) return refuse(`--forward-to must be a URL, not ${forwardTo}`);
  try {
    const client = shiftcover({ url, key });
    const { id, secret } = await client.endpoints.add({ url: NEVER_SENT_TO, description: 'npx shiftcover listen' });
    try {
      await client.endpoints.change(id, { paused: true });
      process.stderr.write(`Web hooks go to ${forwardTo}, signed with ${secret}. Ctrl-C ends it.\n`);
      const count = await forwardUntilStopped(client, { id, secret, forwardTo });
      return succeed(`${count} web hooks were brought to ${forwardTo}.`, { count });
    } finally {
      await client.endpoints.remove(id);
    }
  } catch (error) {
    if (error instanceof ShiftcoverError || error instanceof TypeError) return refuse(error.message);
    throw error;
  }
}

type Forwarded = { readonly id: string; readonly secret: string; readonly forwardTo: string };

/** Asks each second for new deliveries, and posts their notices as the server would. Returns how many. */
async function forwardUntilStopped(client: Client, { id, secret, forwardTo }: Forwarded): Promise<number> {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopping.abort());
  const seen = new Set<string>();
  while (!stopping.signal.aborted) {
    const found = await Array.fromAsync(client.deliveries.list({ endpoint: id, limit: 500 }));
    for (const delivery of found.toReversed().filter((each) => !seen.has(each.id))) {
      seen.add(delivery.id);
      const result = await post(await client.deliveries.get(delivery.id), secret, forwardTo);
      process.stderr.write(`${delivery.type} ${delivery.noticeId}: ${result}\n`);
    }
    await sleep(POLL_MS, undefined, { signal: stopping.signal }).catch(() => {});
  }
  return seen.size;
}

async function post({ noticeId, notice }: DeliveryInFull, secret: string, forwardTo: string): Promise<string> {
  const body = JSON.stringify(notice);
  const headers = { 'Content-Type': 'application/json', ...signedHeaders(noticeId, new Date(), body, [secret]) };
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    return String((await fetch(forwardTo, { method: 'POST', headers, body, redirect: 'manual', signal })).status);
  } catch (error) {
    const { cause } = error as { readonly cause?: { readonly code?: string } };
    return cause?.code ?? String(error);
  }
}
