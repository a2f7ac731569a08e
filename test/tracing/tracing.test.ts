import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock, toRfc3339 } from '../../src/core/time/instant.ts';
import { serviceWithReceiver } from '../support/serviceWithReceiver.ts';
import { until } from '../support/until.ts';

type Span = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly status: { readonly code: number };
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly links: readonly { readonly spanId: string }[];
};
type Batch = {
  readonly resourceSpans: readonly { readonly resource: object; readonly scopeSpans: readonly { spans: Span[] }[] }[];
};

const service = await serviceWithReceiver(({ url }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url }));

function batches(): Batch[] {
  return service.receiver.received
    .filter(({ path }) => path === '/v1/traces')
    .map(({ body }) => JSON.parse(body) as Batch);
}

function attribute({ attributes }: Span, name: string): unknown {
  return Object.values(attributes.find(({ key }) => key === name)?.value ?? {})[0];
}

test('a collector gets the spans of a request, its append, its settling and a delivery, in the trace of the caller', async () => {
  await service.addEndpoint();
  const [traceId, spanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
  const answer = await service.ask({
    method: 'POST',
    path: '/v1/shift/login/',
    headers: { traceparent: `00-${traceId}-${spanId}-01` },
    body: JSON.stringify({ driverId: 'D1', timestamp: toRfc3339(clock()) }),
  });
  assert.equal(answer.status, 202);
  await service.ask({ path: '/v1/shifts', headers: { traceparent: 'nonsense' } });
  await service.receiver.until(1, ({ path }) => path === '/hooks');
  await until(
    async () => (await service.database.pool.query('select from delivery where state = $1', ['delivered'])).rowCount,
  );
  await service.server.stop();

  const spans = batches().flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  );
  const named = (name: string) => spans.find((span) => span.name === name) ?? assert.fail(`a span named ${name}`);
  const request = named('POST /v1/shift/login');
  assert.deepEqual([request.traceId, request.parentSpanId], [traceId, spanId]);
  assert.equal(attribute(request, 'http.response.status_code'), 202);
  assert.equal(attribute(request, 'shiftcover.request_id'), answer.headers.get('request-id'));
  assert.ok(Number(request.endTimeUnixNano) > Number(request.startTimeUnixNano));
  const append = named('append');
  assert.deepEqual(
    append.links.map((link) => link.spanId),
    [request.spanId],
  );
  assert.equal(attribute(append, 'shiftcover.events'), 1);
  assert.equal(attribute(named('settle'), 'shiftcover.events'), 1);
  assert.equal(attribute(named('deliver'), 'shiftcover.mode'), 'live');
  assert.notEqual(named('GET /v1/shifts').traceId, traceId);
  assert.equal(named('GET /v1/shifts').parentSpanId, undefined);
  assert.match(
    JSON.stringify(batches()[0]?.resourceSpans[0]?.resource),
    /"service\.name","value":\{"stringValue":"shiftcover"/,
  );
});
