import type { EventKind, IdentifierKind } from '../event.ts';
import { HOUR, type Instant, MINUTE, type Micros } from '../time/instant.ts';

/** One login or logout of one driver, as somebody tells it. */
export type ReportedEvent = {
  readonly identifierKind: IdentifierKind;
  readonly identifier: string;
  readonly kind: EventKind;
  readonly occurredAt: Instant;
};

/** What a list of events and the log have to say of each other. */
export type Reconciliation<L extends ReportedEvent, S extends ReportedEvent> = {
  /** In both. */
  readonly agreeing: number;
  /** In the list, and not in the log. */
  readonly missing: readonly L[];
  /** In the log, and not in the list. */
  readonly extra: readonly S[];
  /** In both, if one looks past a difference of time. */
  readonly different: readonly { readonly listed: L; readonly stored: S }[];
};

/** Clocks that differ, seconds that were cut off. */
const NEAR: Micros = 15 * MINUTE;
/** Zones differ by whole quarters of an hour, the furthest by 26 hours; within one country's mistakes by less. */
const QUARTER: Micros = 15 * MINUTE;
const FURTHEST_OFFSET: Micros = 14 * HOUR;

/**
 * Compares what a work provider has listed with what is stored. What agrees to the microsecond is paired first, then what lies near, then
 * what is apart by a whole number of quarter hours. Each is paired once at most. Repeated entries count once.
 */
export function reconcile<L extends ReportedEvent, S extends ReportedEvent>(
  listed: readonly L[],
  stored: readonly S[],
): Reconciliation<L, S> {
  const inLog = new Map(stored.map((event) => [identity(event, 0), event]));
  const distinct = [...new Map(listed.map((event) => [identity(event, 0), event])).values()];
  const unmatched = distinct.filter((event) => !inLog.delete(identity(event, 0)));
  const near = pairNear(unmatched, [...inLog.values()]);
  const shifted = pairShifted(near.missing, near.extra);
  return {
    agreeing: distinct.length - unmatched.length,
    missing: shifted.missing,
    extra: shifted.extra,
    different: [...near.different, ...shifted.different],
  };
}

function identity({ identifierKind, identifier, kind, occurredAt }: ReportedEvent, offset: Micros): string {
  return `${kind} ${occurredAt + offset} ${identifierKind} ${identifier}`;
}

type Paired<L, S> = { missing: L[]; extra: S[]; different: { listed: L; stored: S }[] };

function pairNear<L extends ReportedEvent, S extends ReportedEvent>(
  listed: readonly L[],
  stored: readonly S[],
): Paired<L, S> {
  const result: Paired<L, S> = { missing: [], extra: [], different: [] };
  const ofLog = Map.groupBy(stored.toSorted(byTime), who);
  for (const [driver, own] of Map.groupBy(listed.toSorted(byTime), who)) {
    pairInOrder(own, ofLog.get(driver) ?? [], result);
    ofLog.delete(driver);
  }
  result.extra.push(...[...ofLog.values()].flat());
  return result;
}

/** Both in order of time: whichever comes first either has its partner near, or has none. */
function pairInOrder<L extends ReportedEvent, S extends ReportedEvent>(
  listed: readonly L[],
  stored: readonly S[],
  { missing, extra, different }: Paired<L, S>,
): void {
  let [at, to] = [0, 0];
  while (at < listed.length && to < stored.length) {
    const [left, right] = [listed[at] as L, stored[to] as S];
    const apart = right.occurredAt - left.occurredAt;
    if (Math.abs(apart) <= NEAR) different.push({ listed: left, stored: right });
    else if (apart > 0) missing.push(left);
    else extra.push(right);
    if (apart >= -NEAR) at++;
    if (apart <= NEAR) to++;
  }
  missing.push(...listed.slice(at));
  extra.push(...stored.slice(to));
}

function pairShifted<L extends ReportedEvent, S extends ReportedEvent>(
  listed: readonly L[],
  stored: readonly S[],
): Paired<L, S> {
  const inLog = new Map(stored.map((event) => [identity(event, 0), event]));
  const different: { listed: L; stored: S }[] = [];
  let missing = [...listed];
  for (let offset = QUARTER; offset <= FURTHEST_OFFSET && inLog.size > 0; offset += QUARTER) {
    missing = missing.filter((event) => {
      const key = [identity(event, offset), identity(event, -offset)].find((each) => inLog.has(each));
      if (key === undefined) return true;
      different.push({ listed: event, stored: inLog.get(key) as S });
      inLog.delete(key);
      return false;
    });
  }
  return { missing, extra: [...inLog.values()], different };
}

function byTime(a: ReportedEvent, b: ReportedEvent): number {
  return a.occurredAt - b.occurredAt;
}

function who({ identifierKind, identifier, kind }: ReportedEvent): string {
  return `${kind} ${identifierKind} ${identifier}`;
}
