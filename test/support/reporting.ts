import { randomUUIDv7 } from 'node:crypto';
import type { EventKind, Report } from '../../src/core/event.ts';
import { clock, HOUR, instantOf, MINUTE } from '../../src/core/time/instant.ts';
import { appendEvents } from '../../src/store/log/events.ts';
import type { Queryable } from '../../src/store/postgres/database.ts';
import { providerByName } from '../../src/store/provider/providers.ts';
import { driverIn } from './entries.ts';

/**
 * Returns a function that stores events of a work provider, written as rows: `login 1686 2026-03-01T08:00Z`,
 * `logout @ABC12 -30m` (by customer number, half an hour ago), `login 1686 +2h`. Each call is one append.
 */
export async function reporting(db: Queryable, providerName: string): Promise<(...lines: string[]) => Promise<void>> {
  const provider = await providerByName(db, providerName);
  if (!provider) throw new Error(`no work provider ${providerName}`);
  return async (...lines) => {
    const receipt = randomUUIDv7();
    await appendEvents(
      db,
      lines.map((line) => ({ workProvider: provider.id, receipt, report: reportIn(line) })),
    );
  };
}

function reportIn(line: string): Report {
  const [kind, name, when] = line.split(' ') as [EventKind, string, string];
  return {
    ...driverIn(name),
    kind,
    occurredAt: /^[-+]\d+[hm]$/.test(when)
      ? clock() + Number.parseInt(when, 10) * (when.endsWith('h') ? HOUR : MINUTE)
      : instantOf(when),
    reading: 'offset',
    zone: null,
    ambiguous: false,
    reference: '',
    asSent: when,
  };
}
