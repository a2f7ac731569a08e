import { openWire, requestBytes, type WireRequest } from './wire.ts';

/** A server under attack, and the keys that an attacker holds. */
export type Target = {
  readonly url: string;
  /** Of a work provider of test mode, which anyone may make. */
  readonly testKey: string;
  /** Of a live work provider that sends more than its share. */
  readonly otherKey: string;
};

/** One kind of attack. */
export type Attack = {
  readonly name: string;
  /** The only statuses that its requests may get. */
  readonly statuses: readonly number[];
  readonly connections: number;
  /** Whether the requests differ each time. */
  readonly varies?: boolean;
  /** What each connection sends at once, over and over. */
  readonly requests: (target: Target) => readonly WireRequest[];
};

const AT = '2026-03-01T08:00:00Z';
const MIB = 1024 ** 2;
const json = (value: unknown) => JSON.stringify(value);
const list = <T>(length: number, make: (n: number) => T): T[] => Array.from({ length }, (_, n) => make(n));
const second = (n: number) => new Date(Date.parse(AT) + n * 4_000).toISOString();

const MANIFEST = json({
  from: '2026-03-01T00:00:00Z',
  to: '2026-03-02T00:00:00Z',
  drivers: [{ driverId: 'A', logins: list(10_000, second).filter((at) => at < '2026-03-02') }],
});
const PREVIEW = json(list(10_000, (n) => ({ driverId: `P${n}`, timestamp: AT })));
const TYPES = json({ url: 'https://example.com', types: Array(240_000).fill('x') });
const MEMBERS = json({ url: 'https://example.com', ...Object.fromEntries(list(120_000, (n) => [`m${n}`, 0])) });
const LARGE = 'x'.repeat(8 * MIB);

let batches = 0;
function batchOf10000(): string {
  batches += 1;
  return json(list(10_000, (n) => ({ driverId: `B${batches}-${n}`, timestamp: AT })));
}

export const ATTACKS: readonly Attack[] = [
  {
    name: 'documents, pipelined',
    statuses: [200, 429],
    connections: 4,
    requests: () => list(320, (n) => ({ path: ['/docs/reference.js', '/openapi.json', '/readyz'][n % 3] as string })),
  },
  {
    name: '8 MiB to an unknown address',
    statuses: [404, 429],
    connections: 90,
    requests: () => [{ method: 'POST', path: '/nowhere', body: LARGE }],
  },
  {
    name: '8 MiB with a key of test mode',
    statuses: [400, 413, 429, 503],
    connections: 30,
    requests: ({ testKey }) => [
      { method: 'POST', path: '/v1/batch/login', headers: { Authorization: testKey }, body: LARGE },
    ],
  },
  {
    name: 'keys guessed',
    statuses: [401, 429],
    connections: 10,
    varies: true,
    requests: () =>
      list(20, (n) => ({ path: '/v1/events', headers: { Authorization: `guess ${n} ${Math.random()}` } })),
  },
  {
    name: '10,000 times that match nothing',
    statuses: [200, 429, 503],
    connections: 6,
    requests: ({ testKey }) => [
      { method: 'POST', path: '/v1/reconcile', headers: { Authorization: testKey }, body: MANIFEST },
    ],
  },
  {
    name: 'previews of 10,000 drivers',
    statuses: [200, 429, 503],
    connections: 2,
    requests: ({ testKey }) => [
      { method: 'POST', path: '/v1/preview/batch/login', headers: { Authorization: testKey }, body: PREVIEW },
    ],
  },
  {
    name: '240,000 types, 120,000 unknown members',
    statuses: [413, 429],
    connections: 4,
    requests: ({ testKey: Authorization }) => [
      { method: 'POST', path: '/v1/endpoints', headers: { Authorization }, body: TYPES },
      { method: 'POST', path: '/v1/endpoints', headers: { Authorization }, body: MEMBERS },
    ],
  },
  {
    name: '16 batches of 10,000 of another work provider',
    statuses: [202, 429, 503],
    connections: 16,
    varies: true,
    requests: ({ otherKey }) => [
      { method: 'POST', path: '/v1/batch/login', headers: { Authorization: otherKey }, body: batchOf10000() },
    ],
  },
];

/**
 * Sends the requests of an attack on all its connections until `isOver`, and returns the statuses that came back. `short`:
 * on a third of the connections, and no more than 30 requests at once.
 */
export async function runAttack(
  attack: Attack,
  target: Target,
  { isOver, short }: { readonly isOver: () => boolean; readonly short: boolean },
): Promise<Set<number>> {
  const seen = new Set<number>();
  const asBytes = (requests: readonly WireRequest[]) =>
    requests.slice(0, short ? 30 : undefined).map((each) => ({ ...each, bytes: requestBytes(each) }));
  // Made once, so that the attacker is not busy with its own memory.
  const same = attack.varies ? undefined : asBytes(attack.requests(target));
  const one = async () => {
    while (!isOver()) {
      const requests = same ?? asBytes(attack.requests(target));
      const wire = await openWire(target.url);
      try {
        for (const { bytes } of requests) wire.send(bytes);
        for (const { method } of requests) seen.add((await wire.answer(method)).status);
      } catch {
        // The server may close a connection that sends too much.
      } finally {
        wire.hangUp();
      }
    }
  };
  await Promise.all(list(short ? Math.ceil(attack.connections / 3) : attack.connections, one));
  return seen;
}
