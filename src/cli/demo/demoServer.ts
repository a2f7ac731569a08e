import type { CommandContext } from '../frame/context.ts';

/** A server that the demo can talk to; `ours`: started here, for the demo alone. */
export type DemoServer = { readonly url: string; readonly ours: boolean; close(): Promise<void> };

/** The server at `url` when it serves the same database, else one of our own on a free port. */
export async function reachServer(
  context: CommandContext,
  url: string,
  key: string,
  customerNumber: string,
): Promise<DemoServer> {
  if (await servesOurDatabase(url, key, customerNumber)) return { url, ours: false, close: async () => {} };
  return await startServer(context);
}

const PATIENCE_MS = 2_000;

/** Only a server on the same database knows a key and a customer that were made just now. */
async function servesOurDatabase(url: string, key: string, customerNumber: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/v1/validate/customer-number/${customerNumber}`, {
      headers: { Authorization: key },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return answer.status === 204;
  } catch {
    return false;
  }
}

/** Starts the server of main.ts in this process, without pages and jobs. Imported only here: no other command loads it. */
async function startServer({ store, config }: CommandContext): Promise<DemoServer> {
  const [{ openApp }, { openLog }] = await Promise.all([import('../../app/app.ts'), import('../../log.ts')]);
  const app = await openApp({ live: store, config, log: openLog('error'), pages: false });
  return { url: await app.listen({ host: '127.0.0.1', port: 0 }), ours: true, close: app.stop };
}
