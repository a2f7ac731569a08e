import process from 'node:process';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';

/** One run of load from 64 connections in a process of its own; prints its figures as JSON. */
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: '' },
    key: { type: 'string', default: '' },
    batch: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '64' },
    first: { type: 'string', default: '0' },
  },
});

const DRIVERS = 20_000;
const BEGIN_MS = Date.now() - 6 * 3_600_000;
const batch = Number(values.batch);
const path = batch === 1 ? '/v1/shift/login' : '/v1/batch/login';
let count = Number(values.first);

/** Every driver reports in turn, in local time without offset, as the contract's own sample does. */
function event(): { driverId: string; timestamp: string } {
  count += 1;
  const micros = String(count % 1000).padStart(3, '0');
  const at = new Date(BEGIN_MS + Math.floor(count / 1000)).toISOString().replace('Z', micros);
  return { driverId: `driver-${(count * 7919) % DRIVERS}`, timestamp: at };
}

function body(): string {
  return JSON.stringify(batch === 1 ? event() : Array.from({ length: batch }, event));
}

const result = await autocannon({
  url: values.url,
  connections: Number(values.connections),
  duration: Number(values.seconds),
  requests: [
    {
      method: 'POST',
      path,
      headers: { authorization: values.key, 'content-type': 'application/json' },
      setupRequest: (request) => ({ ...request, body: body() }),
    },
  ],
});
const figures = {
  perSecond: ((result['2xx'] ?? 0) * batch) / result.duration,
  p50: result.latency.p50,
  p99: result.latency.p99,
  failed: result.non2xx + result.errors,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
