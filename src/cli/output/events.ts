import { identifierMembers } from '../../core/event.ts';
import { toRfc3339OrNull } from '../../core/time/instant.ts';
import type { EventOutcome, EventWithOutcome } from '../../queries/provider/outcomes.ts';
import type { PublicIds } from '../../store/publicIds.ts';

/** An event in JSON, with what it came to. */
export function eventJson(event: EventWithOutcome, ids: PublicIds): object {
  return {
    id: ids.write('event', event.workProvider, event.id),
    workProvider: event.workProviderName,
    ...identifierMembers(event),
    kind: event.kind,
    occurredAt: toRfc3339OrNull(event.occurredAt),
    receivedAt: toRfc3339OrNull(event.receivedAt),
    outcome: event.outcome,
  };
}

/** What an event came to, in words. */
export const OUTCOMES: Readonly<Record<EventOutcome, string>> = {
  opened_shift: 'a shift begins',
  repeated_login: 'on shift already',
  ended_shift: 'the shift ends',
  repeated_logout: 'ended already',
  after_limit: 'after the limit of its shift',
  no_login_before: 'no login before it',
  pending: 'not settled yet',
  voided: 'void: does not count',
  set_aside: 'set aside: could not be settled',
};
