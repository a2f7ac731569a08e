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

/** As main.ts does, inside this process. Loaded only here, so that no other command waits for it. */
async function startServer({ database }: CommandContext): Promise<DemoServer> {
  const [{ buildServer }, { openIntake }, { errorFields, openLog }, { startSettling }] = await Promise.all([
    import('../../app/server.ts'),
    import('../../intake/intake.ts'),
    import('../../log.ts'),
    import('../../settle/loop.ts'),
  ]);
  const log = openLog('error');
  const intake = openIntake(database, (fault) => log.error(errorFields(fault), 'events could not be stored'));
  const app = await buildServer({ live: { database, intake }, log });
  const settling = startSettling(database.pool, log);
  const close = async () => {
    await app.close();
    await intake.drained();
    await settling.stop();
  };
  return { url: await app.listen({ host: '127.0.0.1', port: 0 }), ours: true, close };
}
