import { once } from 'node:events';
import { connect } from 'node:net';
import process from 'node:process';
import { parseArgs } from 'node:util';

/**
 * One run of load in a process of its own; prints its figures as JSON. Plain sockets and prepared texts: the processor
 * time of the generator is taken from what is measured, as both share the machine.
 */
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
/** Of a hundred requests: events of an hour before, and requests that are sent a second time. */
const LATE = 5;
const REPEATED = 5;
const BEGIN_MS = Date.now() - 12 * 3_600_000;
const { hostname, port, host } = new URL(values.url);
const batch = Number(values.batch);
const family = batch === 1 ? '/v1/shift' : '/v1/batch';
const deadline = performance.now() + Number(values.seconds) * 1000;
const latencies: number[] = [];
let [next, acknowledged, failed] = [Number(values.first), 0, 0];

/** The drivers log in one after the other, then out one after the other, and so on. A microsecond lies between two events. */
function event(number: number, isLate: boolean): string {
  const milliseconds = BEGIN_MS + Math.floor(number / 1000) - (isLate ? 3_600_000 : 0);
  const at = new Date(milliseconds).toISOString().replace('Z', `${String(number % 1000).padStart(3, '0')}Z`);
  return `{"driverId":"driver-${number % DRIVERS}","timestamp":"${at}"}`;
}

function request(): string {
  const first = next;
  next += batch;
  const isLate = (first / batch) % 100 < LATE;
  const kind = Math.floor(first / DRIVERS) % 2 === 0 ? 'login' : 'logout';
  const events = Array.from({ length: batch }, (_, index) => event(first + index, isLate));
  const body = batch === 1 ? (events[0] as string) : `[${events.join(',')}]`;
  return `POST ${family}/${kind} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${values.key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** Sends one request after the other, each when the one before is answered. Callbacks cost less here than promises. */
async function runConnection(index: number): Promise<void> {
  const socket = connect(Number(port), hostname).setNoDelay(true);
  let [turn, sent, sentAt, text] = [index, request(), performance.now(), ''];
  socket.on('connect', () => socket.write(sent));
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    if (end < 0 || text.length < end + 4 + Number(/content-length: (\d+)/i.exec(text)?.[1])) return;
    const now = performance.now();
    latencies.push(now - sentAt);
    if (text.startsWith('HTTP/1.1 202')) acknowledged += batch;
    else failed += 1;
    if (now >= deadline) return void socket.end();
    turn += 1;
    if (turn % 100 >= REPEATED) sent = request();
    [text, sentAt] = ['', now];
    socket.write(sent);
  });
  await once(socket, 'close');
}

const begun = performance.now();
await Promise.all(Array.from({ length: Number(values.connections) }, (_, index) => runConnection(index)));
const seconds = (performance.now() - begun) / 1000;
latencies.sort((a, b) => a - b);
const percentile = (share: number) => Math.round(latencies[Math.floor((latencies.length - 1) * share)] ?? 0);
const { user, system } = process.cpuUsage();
const figures = {
  perSecond: acknowledged / seconds,
  acknowledged,
  p50: percentile(0.5),
  p99: percentile(0.99),
  failed,
  generatorMicros: (user + system) / Math.max(1, acknowledged),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
