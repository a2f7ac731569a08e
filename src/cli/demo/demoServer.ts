import type { CommandContext } from '../command/context.ts';

/** A server for the demo. `started`: the demo started it. */
export type DemoServer = { readonly url: string; readonly started: boolean; close(): Promise<void> };

/** The server at `url` if it serves the database of this command, else a new one on a free port. */
export async function findOrStartServer(
  context: CommandContext,
  url: string,
  key: string,
  customerNumber: string,
): Promise<DemoServer> {
  if (await servesThisDatabase(url, key, customerNumber)) return { url, started: false, close: async () => {} };
  return await startServer(context);
}

const TIMEOUT_MS = 2_000;

/** Only a server on the same database knows a key and a customer that were made just now. */
async function servesThisDatabase(url: string, key: string, customerNumber: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/v1/validate/customer-number/${customerNumber}`, {
      headers: { Authorization: key },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return answer.status === 204;
  } catch {
    return false;
  }
}

/** Starts the server of main.ts in this process, without pages and jobs. Only this command loads its modules. */
async function startServer({ store, config }: CommandContext): Promise<DemoServer> {
  const [{ openApp }, { openLog }] = await Promise.all([import('../../app/app.ts'), import('../../log.ts')]);
  const app = await openApp({ live: store, config, log: openLog('error'), pages: false });
  return { url: await app.listen({ host: '127.0.0.1', port: 0 }), started: true, close: app.stop };
}
