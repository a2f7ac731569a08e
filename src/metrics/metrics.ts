import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from '@prometheus-io/client';
import type { Answered, Measures } from '../core/measures.ts';
import type { Mode } from '../core/mode.ts';
import { type Watched, watchDatabases } from './databases.ts';

/** The metrics of one process, and of the databases that it works on. docs/operations.md lists them. */
export type Metrics = {
  /** What the workers on the data of a mode report to. */
  measures(mode: Mode): Measures;
  /** Counts one answer of the HTTP server. */
  answered(answer: Answered): void;
  /** Reads the state of a database and of its queue at each scrape. */
  watch(watched: Watched): void;
  /** All metrics as Prometheus reads them, and their media type. */
  scrape(): Promise<{ readonly type: string; readonly text: string }>;
};

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const GROUP_SIZES = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];

/** Opens the metrics of this process, all at zero. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[]) =>
    new Counter({ name: `shiftcover_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <T extends string>(name: string, help: string, buckets: number[], labelNames: readonly T[]) =>
    new Histogram({ name: `shiftcover_${name}`, help, buckets, labelNames: [...labelNames], registers });

  const requests = counter('requests_total', 'Answered requests.', ['mode', 'method', 'route', 'status']);
  const requestSeconds = histogram('request_seconds', 'From request to answer.', SECONDS, ['mode', 'route']);
  const acknowledged = counter('acknowledged_events_total', 'Events stored and acknowledged, repeats too.', ['mode']);
  const groups = histogram('append_events', 'Events in one write to the log.', GROUP_SIZES, ['mode']);
  const appendSeconds = histogram('append_seconds', 'One write to the log, commit included.', SECONDS, ['mode']);
  const notAppended = counter('failed_appends_total', 'Writes that were not acknowledged.', ['mode']);
  const turnedAway = counter('turned_away_total', 'Requests answered 503 because too much waited.', ['mode']);
  const settled = counter('settled_events_total', 'Events settled by this process.', ['mode']);
  const settleSeconds = histogram('settle_seconds', 'One step of settling that had work.', SECONDS, ['mode']);
  const attempts = counter('delivery_attempts_total', 'Attempts at deliveries of web hooks.', ['mode', 'outcome']);
  const databases = watchDatabases(
    (name, help, labelNames) => new Gauge({ name: `shiftcover_${name}`, help, labelNames: [...labelNames], registers }),
  );

  return {
    measures: (mode) => ({
      appended: ({ entries, seconds, durable }) => {
        appendSeconds.observe({ mode }, seconds);
        groups.observe({ mode }, entries.length);
        if (durable) acknowledged.inc({ mode }, entries.length);
        else notAppended.inc({ mode });
      },
      turnedAway: () => turnedAway.inc({ mode }),
      settled: ({ events, seconds }) => {
        settled.inc({ mode }, events);
        settleSeconds.observe({ mode }, seconds);
      },
      attempted: ({ outcome }) => attempts.inc({ mode, outcome }),
    }),
    answered: ({ mode, method, route, status, ms }) => {
      requests.inc({ mode, method, route, status });
      requestSeconds.observe({ mode, route }, ms / 1_000);
    },
    watch: databases.watch,
    scrape: async () => {
      await databases.read();
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}
