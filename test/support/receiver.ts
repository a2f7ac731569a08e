import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a receiver answers: well, or in one of the ways in which receivers fail. */
export type Manner =
  | { readonly tag: 'status'; readonly status: number; readonly body?: string }
  | { readonly tag: 'redirect'; readonly to: string }
  | { readonly tag: 'huge' | 'silence' | 'drip' | 'break off' | 'hang up' | 'no http' };

export type Received = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
};

/** A web hook receiver as a real server. */
export type Receiver = {
  readonly url: string;
  /** Everything that came in so far, in order. */
  readonly received: Received[];
  /** How it answers from now on. */
  answers(manner: Manner): void;
  /** Waits until at least `count` requests have come that `which` chooses, and gives these. */
  until(count: number, which?: (received: Received) => boolean): Promise<Received[]>;
};

const PATIENCE_MS = 30_000;
const POLL_MS = 20;

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let manner: Manner = { tag: 'status', status: 204 };
  const server = createServer((request, response) => {
    void take(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers: (next) => (manner = next),
    until: async (count, which = () => true) => {
      const deadline = performance.now() + PATIENCE_MS;
      for (;;) {
        const chosen = received.filter(which);
        if (chosen.length >= count) return chosen;
        if (performance.now() > deadline) throw new Error(`${chosen.length} of ${count} web hooks came in time`);
        await sleep(POLL_MS);
      }
    },
  };

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '', headers } = request;
    const body = await text(request);
    received.push({ path: url, headers, body, at: performance.now() });
    answer(response, manner);
  }
}

function answer(response: ServerResponse, manner: Manner): void {
  switch (manner.tag) {
    case 'status':
      return void response.writeHead(manner.status).end(manner.body ?? '');
    case 'redirect':
      return void response.writeHead(307, { location: manner.to }).end();
    case 'huge':
      return keepWriting(response, 'a'.repeat(16_384), 0);
    case 'silence':
      return;
    case 'drip':
      return keepWriting(response, 'a', 100);
    case 'break off':
      response.writeHead(200, { 'content-length': '1000' });
      return void response.write('half', () => response.destroy());
    case 'hang up':
      return void response.destroy();
    case 'no http':
      return void response.socket?.end('220 mail.example.com ESMTP\r\n');
    default:
      return manner satisfies never;
  }
}

function keepWriting(response: ServerResponse, chunk: string, everyMs: number): void {
  const next = () => {
    if (response.destroyed) return;
    response.write(chunk, () => setTimeout(next, everyMs));
  };
  next();
}
