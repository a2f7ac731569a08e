import { refuse } from '../core/refusal.ts';
import type { Intake } from '../intake/intake.ts';

/**
 * An intake that refuses as UNAVAILABLE while `hasRoom` is false, so that test data cannot fill the disk of live data.
 */
export function withinQuota(intake: Intake, hasRoom: () => Promise<boolean>): Intake {
  return {
    store: async (...request) =>
      (await hasRoom())
        ? await intake.store(...request)
        : refuse('UNAVAILABLE', 'test mode has no room left until the insurer empties it'),
    canStore: intake.canStore,
    drained: intake.drained,
    waiting: intake.waiting,
  };
}
