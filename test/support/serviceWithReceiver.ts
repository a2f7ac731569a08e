import type { Json } from './reading.ts';
import { placeOf, type Receiver, startReceiver } from './receiver.ts';
import { type Service, startService } from './service.ts';
import { until } from './until.ts';

/** A server that may send web hooks to a receiver on loopback, and requests to it with the work provider's key. */
export type ServiceWithReceiver = Service & {
  readonly receiver: Receiver;
  /** Sends one request with a JSON body. Returns the body of the answer; throws unless its status is `status`. */
  call(status: number, method: string, path: string, body?: unknown, key?: string): Promise<Json>;
  /** Adds an endpoint at the receiver. */
  addEndpoint(input?: object): Promise<{ id: string; secret: string }>;
  /** The answer to a GET, once `done` accepts it. */
  until(path: string, done: (found: Json) => boolean): Promise<Json>;
};

/** Starts the server and the receiver. Both stop after the tests. `env`: further variables of the server. */
export async function serviceWithReceiver(
  env: (receiver: Receiver) => Record<string, string> = () => ({}),
): Promise<ServiceWithReceiver> {
  const receiver = await startReceiver();
  const service = await startService({ WEBHOOK_ALLOW_PRIVATE: placeOf(receiver), ...env(receiver) });

  async function call(status: number, method: string, path: string, body?: unknown, key = service.provider.key) {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await service.ask({ method, path, headers: { Authorization: key }, ...sent });
    if (answer.status !== status) throw new Error(`${method} ${path} was answered ${answer.status}: ${answer.body}`);
    return answer.body === '' ? undefined : JSON.parse(answer.body);
  }

  return {
    ...service,
    receiver,
    call,
    addEndpoint: (input = {}) => call(201, 'POST', '/v1/endpoints', { url: `${receiver.url}/hooks`, ...input }),
    until: async (path, done) => {
      let found: Json;
      await until(
        async () => done((found = await call(200, 'GET', path))),
        () => `${path} was not as expected, but ${JSON.stringify(found)},`,
      );
      return found;
    },
  };
}
