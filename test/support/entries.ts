import { randomUUIDv7 } from 'node:crypto';
import type { EventKind } from '../../src/core/event.ts';
import { type Instant, toRfc3339 } from '../../src/core/time/instant.ts';
import type { Entry } from '../../src/store/log/events.ts';

/** A report of a driver ID, or of a customer number where the name begins with `@`, as one request would bring it. */
export function entry(workProvider: number, kind: EventKind, name: string, occurredAt: Instant): Entry {
  const identifierKind = name.startsWith('@') ? 'policyId' : 'driverId';
  const identifier = name.replace('@', '');
  const report = {
    identifierKind,
    identifier,
    kind,
    occurredAt,
    reading: 'offset',
    asSent: toRfc3339(occurredAt),
  } as const;
  return { workProvider, receipt: randomUUIDv7(), report };
}
