import type { Tasks } from '../store/jobs.ts';
import { type Delivering, deliver } from './deliver.ts';
import { type Introducing, introduce } from './introduce.ts';

/** The tasks that send web hooks: deliveries to endpoints, and introductions. */
export function webHookTasks(parts: Delivering & Introducing): Pick<Tasks, 'deliver_notice' | 'introduce_driver'> {
  return {
    deliver_notice: async ({ delivery }) => await deliver(parts, delivery),
    introduce_driver: async ({ introduction }) => await introduce(parts, introduction),
  };
}
