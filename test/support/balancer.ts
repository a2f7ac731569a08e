import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { atEnd } from './atEnd.ts';

const TRIES = 100;
const BETWEEN_TRIES_MS = 20;

/**
 * A balancer before several servers, as plain as can be: each connection goes to the next of them. Like nginx with
 * `proxy_next_upstream error non_idempotent` (docs/deploying.md) it sends what came in to another one where a server
 * ends the connection before it has answered. `urls`: the servers at this moment. Returns the URL of the balancer.
 */
export async function balancer(urls: () => readonly string[]): Promise<string> {
  let turn = 0;
  const server = createServer((client) => {
    const received: Buffer[] = [];
    const first = turn++;
    let far: Socket | undefined;
    let send = (chunk: Buffer) => void received.push(chunk);
    client.on('error', () => {});
    client.on('data', (chunk: Buffer) => send(chunk));
    client.on('close', () => far?.destroy());
    tryNext(0);

    function tryNext(tries: number): void {
      const all = urls();
      const { hostname, port } = new URL(all[(first + tries) % all.length] as string);
      const socket = connect(Number(port), hostname);
      far = socket;
      let isAnswered = false;
      for (const chunk of received) socket.write(chunk);
      send = (chunk) => {
        if (!isAnswered) received.push(chunk);
        socket.write(chunk);
      };
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        isAnswered = true;
        client.write(chunk);
      });
      socket.on('close', () => {
        if (isAnswered || client.destroyed || tries >= TRIES) client.end();
        else setTimeout(() => tryNext(tries + 1), BETWEEN_TRIES_MS);
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
