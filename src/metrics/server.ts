import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';

/** Serves the metrics over HTTP. */
export type MetricsServer = { readonly url: string; close(): void };

/**
 * Listens on a port of its own, so that metrics are never on the public one. Throws the error of the socket, such as
 * EADDRINUSE.
 */
export async function serveMetrics(
  metrics: Metrics,
  at: { readonly host: string; readonly port: number },
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/metrics') void answer(metrics, response);
    else response.writeHead(404).end('There is only GET /metrics.\n');
  });
  server.listen(at.port, at.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${at.host}:${port}/metrics`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(metrics: Metrics, response: ServerResponse): Promise<void> {
  try {
    const { type, text } = await metrics.scrape();
    response.writeHead(200, { 'Content-Type': type }).end(text);
  } catch (error) {
    response.writeHead(500).end(`${String(error)}\n`);
  }
}
