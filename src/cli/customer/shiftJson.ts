import type { Lane } from '../../core/shift/lane.ts';
import { endAsOf, endInstant, type Shift } from '../../core/shift/timeline.ts';
import type { Instant } from '../../core/time/instant.ts';
import { orNull } from '../frame/times.ts';

/** A shift as machines read it: `to` and `endedBy` are null while it goes on. */
export type ShiftJson = { from: string | null; to: string | null; endedBy: 'logout' | 'limit' | null };

/** How the shift stands at a moment. */
export function shiftJson(shift: Shift, asOf: Instant): ShiftJson {
  const end = endAsOf(shift, asOf);
  return { from: orNull(shift.from), to: orNull(endInstant(end)), endedBy: end.tag === 'open' ? null : end.tag };
}

/** Null for work that was reported by customer number. */
export function driverIdOf(lane: Lane): string | null {
  return lane.identifierKind === 'driverId' ? lane.identifier : null;
}
