import { randomUUIDv7 } from 'node:crypto';
import type { EventKind, Identifier } from '../../src/core/event.ts';
import { type Instant, toRfc3339 } from '../../src/core/time/instant.ts';
import type { Entry } from '../../src/store/log/events.ts';

/** The driver of a row of a table: `D1` by driver ID, `@C1` by customer number. */
export function driverIn(name: string): Identifier {
  return name.startsWith('@')
    ? { identifierKind: 'policyId', identifier: name.slice(1) }
    : { identifierKind: 'driverId', identifier: name };
}

/** One login or logout of a driver, named as in `driverIn`, in a request of its own. */
export function entry(workProvider: number, kind: EventKind, name: string, occurredAt: Instant): Entry {
  const report = {
    ...driverIn(name),
    kind,
    occurredAt,
    reading: 'offset',
    zone: null,
    ambiguous: false,
    reference: '',
    asSent: toRfc3339(occurredAt),
  } as const;
  return { workProvider, receipt: randomUUIDv7(), report };
}
