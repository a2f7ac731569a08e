import { setTimeout as sleep } from 'node:timers/promises';
import { HOUR, instantOf, MINUTE, toRfc3339 } from '../../src/core/time/instant.ts';
import { atEnd } from './atEnd.ts';
import { openWire, requestBytes, type Wire, WireEnded } from './wire.ts';

/** Work providers' clients at work: what they were promised, and how the connections fared. */
export type Load = {
  /** What was answered with 202, as `login D1-2 2026-03-01T08:00:00Z`. */
  readonly acknowledged: ReadonlySet<string>;
  /** What was ever sent. */
  readonly sent: ReadonlySet<string>;
  /** Every answer but 202, counted by its status. */
  readonly refused: ReadonlyMap<number, number>;
  /**
   * Requests on an open connection that were never answered, and answers that broke off in the middle. A new connection
   * that ends before its first answer was turned away, as good as refused: the kernel had taken it, the server never did.
   */
  failures(): { readonly unanswered: number; readonly brokenOff: number };
  /** New connections that were turned away. */
  turnedAway(): number;
  /** Resolves when each client has the answer it waits for, or has given up on a server that is gone. */
  stop(): Promise<void>;
};

type Event = { readonly kind: 'login' | 'logout'; readonly driverId: string; readonly timestamp: string };

const FIRST = instantOf('2026-03-01T06:00Z');

/**
 * Each connection reports one thing after the other, singly and in batches, and sends what was not acknowledged again
 * until it is, as a careful client does. Now and then it repeats what was acknowledged long ago.
 */
export function startLoad(urlNow: () => string, key: string, connections: number, { eachOnItsOwn = false } = {}): Load {
  const acknowledged = new Set<string>();
  const sent = new Set<string>();
  const refused = new Map<number, number>();
  let [unanswered, brokenOff, turnedAway] = [0, 0, 0];
  let stopping = false;
  const clients = Array.from({ length: connections }, (_, index) => runClient(index));
  const stop = async () => {
    stopping = true;
    await Promise.all(clients);
  };
  atEnd(stop);
  return {
    acknowledged,
    sent,
    refused,
    failures: () => ({ unanswered, brokenOff }),
    turnedAway: () => turnedAway,
    stop,
  };

  async function runClient(index: number): Promise<void> {
    let wire: Wire | undefined;
    let isNew = true;
    let waiting: readonly Event[] | undefined;
    for (let step = 0; !stopping; ) {
      const events = (waiting ??= reportsOf(index, step));
      try {
        isNew = wire === undefined;
        wire ??= await openWire(urlNow());
        for (const event of events) sent.add(spell(event));
        wire.send(requestFor(events));
        const { status, headers } = await wire.answer();
        if (status !== 202) {
          refused.set(status, (refused.get(status) ?? 0) + 1);
          await sleep(50);
          continue;
        }
        for (const event of events) acknowledged.add(spell(event));
        waiting = undefined;
        step += 1;
        if (eachOnItsOwn || headers.get('connection') === 'close') {
          wire.hangUp();
          wire = undefined;
        }
      } catch (error) {
        if (error instanceof WireEnded && error.begun) brokenOff += 1;
        else if (error instanceof WireEnded && !isNew) unanswered += 1;
        else turnedAway += 1;
        wire = undefined;
        await sleep(20);
      }
    }
    wire?.hangUp();
  }

  function requestFor(events: readonly Event[]): Buffer {
    const [{ kind }] = events as [Event];
    const items = events.map(({ driverId, timestamp }) => ({ driverId, timestamp }));
    const path = items.length === 1 ? `/v1/shift/${kind}` : `/v1/batch/${kind}/`;
    return requestBytes({
      method: 'POST',
      path,
      headers: { Authorization: key },
      body: JSON.stringify(items.length === 1 ? items[0] : items),
    });
  }
}

/** The work of one client: its five drivers log in and out by turns; each fourth report is a batch, each seventh an old one. */
function reportsOf(client: number, step: number): Event[] {
  const of = step > 0 && step % 7 === 0 ? step - 3 : step;
  const shift = Math.floor(of / 10);
  const kind = Math.floor(of / 5) % 2 === 0 ? 'login' : 'logout';
  const at = FIRST + shift * 2 * HOUR + (kind === 'logout' ? HOUR : 0) + (of % 5) * MINUTE;
  const one = (driver: string): Event => ({ kind, driverId: `${driver}${client}-${of % 5}`, timestamp: toRfc3339(at) });
  return of % 4 === 3 ? [one('A'), one('B'), one('C')] : [one('A')];
}

function spell({ kind, driverId, timestamp }: Event): string {
  return `${kind} ${driverId} ${timestamp}`;
}
