import {
  type Attributes,
  type Context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Answered, Arrived, Measures } from '../core/measures.ts';
import type { Mode } from '../core/mode.ts';

/** Spans of requests, appends, steps of settling and deliveries, sent to an OpenTelemetry collector. */
export type Tracing = {
  /** What the workers on the data of a mode report to. An append is linked to the requests that it stores. */
  measures(mode: Mode): Measures;
  arrived(request: Arrived): void;
  answered(answer: Answered): void;
  /** Sends what waits. */
  close(): Promise<void>;
};

/** A request whose client went away is never answered; its span is dropped when so many others are under way. */
const MOST_OPEN = 10_000;
const MOST_LINKS = 128;
/** A collector that answers nothing holds up the end of the process no longer. */
const LONGEST_EXPORT_MS = 2_000;

/**
 * Opens tracing. Where the spans go is what the variables OTEL_EXPORTER_OTLP_… say, which the exporter reads itself. `share`:
 * of the traces that begin here how many are kept, 1 for all; a caller's own trace is kept when the caller keeps it.
 */
export function openTracing(share: number): Tracing {
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'shiftcover' }))
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ timeoutMillis: LONGEST_EXPORT_MS }) })],
  });
  const tracer = provider.getTracer('shiftcover');
  const open = new Map<string, Span>();

  return {
    measures: (mode) => ({
      appended({ entries, seconds, durable }) {
        const links = [...new Set(entries.map(({ receipt }) => receipt))].slice(0, MOST_LINKS).flatMap((receipt) => {
          const span = open.get(receipt);
          return span ? [{ context: span.spanContext() }] : [];
        });
        const attributes = { 'shiftcover.mode': mode, 'shiftcover.events': entries.length };
        record('append', seconds, { attributes, links, hasFailed: !durable });
      },
      turnedAway() {},
      settled({ events, seconds }) {
        record('settle', seconds, { attributes: { 'shiftcover.mode': mode, 'shiftcover.events': events } });
      },
      attempted({ outcome, seconds }) {
        const hasFailed = outcome === 'failed';
        record('deliver', seconds, { attributes: { 'shiftcover.mode': mode }, hasFailed, kind: SpanKind.CLIENT });
      },
    }),
    arrived({ id, traceparent }) {
      open.set(id, tracer.startSpan('request', { kind: SpanKind.SERVER }, contextOf(traceparent)));
      for (const oldest of open.keys()) {
        if (open.size <= MOST_OPEN) break;
        open.delete(oldest);
      }
    },
    answered({ id, mode, method, route, status }) {
      const span = open.get(id);
      if (!span) return;
      open.delete(id);
      span.updateName(`${method} ${route}`);
      span.setAttributes({
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
        'shiftcover.mode': mode,
        'shiftcover.request_id': id,
      });
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
    async close() {
      // A collector that is away must not keep the server from closing.
      await provider.shutdown().catch(() => {});
    },
  };

  /** A span of work that has just ended. */
  function record(
    name: string,
    seconds: number,
    about: {
      attributes: Attributes;
      links?: { context: ReturnType<Span['spanContext']> }[];
      hasFailed?: boolean;
      kind?: SpanKind;
    },
  ): void {
    const { attributes, links = [], hasFailed = false, kind = SpanKind.INTERNAL } = about;
    const startTime = Date.now() - seconds * 1_000;
    const span = tracer.startSpan(name, { attributes, links, kind, startTime, root: true });
    if (hasFailed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }
}

const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-|$)/;

/** The caller's trace, by the header of W3C Trace Context; a trace of its own where there is none that can be read. */
function contextOf(traceparent: string | undefined): Context {
  const [, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  const parent = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(parent) ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
}
