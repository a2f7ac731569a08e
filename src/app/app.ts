import type { Config } from '../config/config.ts';
import { together } from '../core/measures.ts';
import { clock } from '../core/time/instant.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Store } from '../store/open.ts';
import { deleteIdleProviders } from '../testMode/idleProviders.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { watchClocks } from './clocks.ts';
import { addPages, buildServer, LIMITS } from './server.ts';
import { type OwnJobs, startWorkers } from './workers.ts';

/** The HTTP server with the workers on its data, in this process. */
export type App = {
  /** Starts to listen and returns the URL. Throws the error of the socket, such as EADDRINUSE. */
  listen(at: { readonly host: string; readonly port: number }): Promise<string>;
  /** Starts the jobs of both modes, and `own`, those of the live data alone. */
  startJobs(own: OwnJobs): void;
  /** Takes no new request and answers those under way; then stores what waits, and ends settling and the jobs. */
  stop(): Promise<void>;
};

type Parts = {
  readonly live: Store;
  /** Undefined: there is no test mode. */
  readonly test?: Store | undefined;
  readonly config: Config;
  readonly log: Log;
  /** Whether the pages for drivers are served beside the API. */
  readonly pages: boolean;
  /** Undefined: nothing is measured. */
  readonly metrics?: Metrics | undefined;
  /** Undefined: nothing is traced. */
  readonly tracing?: Tracing | undefined;
};

/** Starts the workers and builds the server, which does not listen yet. Both main.ts and the demo run this. */
export async function openApp({ live, test, config, log, pages, metrics, tracing }: Parts): Promise<App> {
  const { eventRequestsPerMinute, readsPerMinute, keylessPerMinute, slowRequestMs, trustedProxies } = config;
  const limits = { ...LIMITS, eventRequestsPerMinute, readsPerMinute, keylessPerMinute, slowRequestMs };
  const watchers = [metrics, tracing].filter((each) => each !== undefined);
  const start = async (store: Store) => {
    const workers = await startWorkers(store, config, log, together(watchers.map((each) => each.measures(store.mode))));
    metrics?.watch({ mode: store.mode, database: store.database, waiting: workers.intake.waiting });
    return workers;
  };
  const liveWorkers = await start(live);
  const testWorkers = test && (await start(test));
  const clocks = await watchClocks(live.database.pool, log);
  const server = await buildServer({
    live: liveWorkers,
    test: testWorkers,
    log,
    onArrival: tracing?.arrived,
    onAnswer: (answer) => watchers.forEach((each) => each.answered(answer)),
    doubt: clocks.doubt,
    limits,
    trustedProxies,
  });
  if (pages) await addPages(server, live.database, config, log);
  return {
    listen: async ({ host, port }) => await server.listen({ host, port }),
    startJobs: (own) => {
      liveWorkers.startJobs(own);
      testWorkers?.startJobs({
        tasks: {},
        tidy: async () => await deleteIdleProviders(testWorkers.database.pool, clock()),
      });
    },
    stop: async () => {
      await server.close();
      clocks.stop();
      await Promise.all([liveWorkers.stop(), testWorkers?.stop()]);
    },
  };
}
