import { setTimeout as sleep } from 'node:timers/promises';
import { aHouse, type House } from '../support/aHouse.ts';
import { aReceiver, type Receiver } from './aReceiver.ts';

// Tests compare what they read with what they expect: a type here would only repeat it.
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

/** A server that may reach a receiver beside it, and its work provider's hand on its endpoints. */
export type HookedHouse = House & {
  readonly receiver: Receiver;
  /** One request as JSON: what was answered, or throws unless it is `status`. */
  call(status: number, method: string, path: string, body?: unknown, key?: string): Promise<Json>;
  /** A new endpoint at the receiver: its id and its secret. */
  listen(wish?: object): Promise<{ id: string; secret: string }>;
  /** Asks again until `done`, and gives the last answer. */
  until(path: string, done: (found: Json) => boolean): Promise<Json>;
};

const PATIENCE_MS = 30_000;
const POLL_MS = 50;

export async function aHookedHouse(): Promise<HookedHouse> {
  const house = await aHouse({ WEBHOOK_ALLOW_PRIVATE: '127.0.0.1' });
  const receiver = await aReceiver();

  async function call(status: number, method: string, path: string, body?: unknown, key = house.provider.key) {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await house.ask({ method, path, headers: { Authorization: key }, ...sent });
    if (answer.status !== status) throw new Error(`${method} ${path} was answered ${answer.status}: ${answer.body}`);
    return answer.body === '' ? undefined : JSON.parse(answer.body);
  }

  return {
    ...house,
    receiver,
    call,
    listen: (wish = {}) => call(201, 'POST', '/v1/endpoints', { url: `${receiver.url}/hooks`, ...wish }),
    until: async (path, done) => {
      const deadline = performance.now() + PATIENCE_MS;
      for (;;) {
        const found = await call(200, 'GET', path);
        if (done(found)) return found;
        if (performance.now() > deadline) throw new Error(`${path} did not come to it: ${JSON.stringify(found)}`);
        await sleep(POLL_MS);
      }
    },
  };
}
