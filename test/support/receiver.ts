import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { atEnd } from './atEnd.ts';
import { until } from './until.ts';

/** How a receiver answers: with a status, or in one of the ways in which receivers fail. */
export type AnswerMode =
  | { readonly tag: 'status'; readonly status: number; readonly body?: string }
  | { readonly tag: 'redirect'; readonly to: string }
  | { readonly tag: 'endless' | 'no answer' | 'slow' | 'truncated' | 'hang up' | 'not http' | 'other protocol' };

/** A request that the receiver took. */
export type ReceivedHook = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** A web hook receiver as a real HTTP server on loopback. */
export type Receiver = {
  readonly url: string;
  /** All requests so far, in order. */
  readonly received: ReceivedHook[];
  /** Sets how it answers from now on. Challenges it echoes all the same. */
  answerWith(mode: AnswerMode): void;
  /** Whether it echoes challenges from now on, and does not list them. */
  echoChallenges(echoes: boolean): void;
  /** The requests that `matches` accepts, once there are `count` of them. */
  until(count: number, matches?: (received: ReceivedHook) => boolean): Promise<ReceivedHook[]>;
};

/** Starts a receiver that answers 204 and stops after the tests. */
export async function startReceiver(): Promise<Receiver> {
  const received: ReceivedHook[] = [];
  let mode: AnswerMode = { tag: 'status', status: 204 };
  let echoes = true;
  const server = createServer((request, response) => {
    void take(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answerWith: (next) => (mode = next),
    echoChallenges: (next) => (echoes = next),
    until: async (count, matches = () => true) => {
      const found = () => received.filter(matches);
      return await until(
        () => found().length >= count && found(),
        () => `${found().length} of ${count} web hooks came`,
      );
    },
  };

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '', headers } = request;
    const body = await text(request);
    const challenge = echoes && body.includes('endpoint.challenge') ? JSON.parse(body).data.challenge : undefined;
    if (challenge !== undefined) return void response.end(JSON.stringify({ challenge }));
    received.push({ path: url, headers, body });
    answer(response, mode);
  }
}

/** The receiver as WEBHOOK_ALLOW_PRIVATE names it. */
export function placeOf({ url }: Pick<Receiver, 'url'>): string {
  return new URL(url).host;
}

function answer(response: ServerResponse, mode: AnswerMode): void {
  switch (mode.tag) {
    case 'status':
      return void response.writeHead(mode.status).end(mode.body ?? '');
    case 'redirect':
      return void response.writeHead(307, { location: mode.to }).end();
    case 'endless':
      return keepWriting(response, 'a'.repeat(16_384), 0);
    case 'no answer':
      return;
    case 'slow':
      return keepWriting(response, 'a', 100);
    case 'truncated':
      response.writeHead(200, { 'content-length': '1000' });
      return void response.write('half', () => response.destroy());
    case 'hang up':
      return void response.destroy();
    case 'not http':
      return void response.socket?.end('220 mail.example.com ESMTP\r\n');
    case 'other protocol':
      return void response.socket?.write(
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n',
      );
    default:
      return mode satisfies never;
  }
}

function keepWriting(response: ServerResponse, chunk: string, everyMs: number): void {
  const next = () => {
    if (response.destroyed) return;
    response.write(chunk, () => setTimeout(next, everyMs));
  };
  next();
}
