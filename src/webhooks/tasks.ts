import type { TaskList } from 'graphile-worker';
import { type Delivering, deliver } from './deliver.ts';

/** The work that deliveries are, for whoever runs jobs. */
export function webHookTasks(parts: Delivering): TaskList {
  return {
    deliver_notice: async (payload) => await deliver(parts, (payload as { delivery: number }).delivery),
  };
}
