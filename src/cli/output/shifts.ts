import type { Lane } from '../../core/shift/lane.ts';
import { endAsOf, endInstant, type Shift } from '../../core/shift/timeline.ts';
import { type Instant, toRfc3339OrNull } from '../../core/time/instant.ts';

type ShiftJson = {
  readonly from: string | null;
  readonly to: string | null;
  readonly endedBy: 'logout' | 'limit' | null;
};

/** A shift in JSON, as it is at an instant. `to` and `endedBy` are null while it goes on. */
export function shiftJson(shift: Shift, asOf: Instant): ShiftJson {
  const end = endAsOf(shift, asOf);
  return {
    from: toRfc3339OrNull(shift.from),
    to: toRfc3339OrNull(endInstant(end)),
    endedBy: end.tag === 'open' ? null : end.tag,
  };
}

/** The driver ID of a lane; null for work that was reported by customer number. */
export function driverIdOf(lane: Lane): string | null {
  return lane.identifierKind === 'driverId' ? lane.identifier : null;
}
