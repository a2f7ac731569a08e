import { refuse } from '../core/refusal.ts';
import type { Intake } from '../intake/intake.ts';

/** An intake that stores nothing more when there is no room: what is only tried must not crowd out what counts. */
export function withinQuota(intake: Intake, hasRoom: () => Promise<boolean>): Intake {
  return {
    store: async (...request) =>
      (await hasRoom())
        ? await intake.store(...request)
        : refuse('UNAVAILABLE', 'test mode has no room left until the insurer empties it'),
    drained: intake.drained,
  };
}
