import type { TaskList } from 'graphile-worker';
import { INTRODUCE_DRIVER } from '../store/webhook/introductions.ts';
import { type Delivering, deliver } from './deliver.ts';
import { type Introducing, introduce } from './introduce.ts';

/** The work that deliveries and introductions are, for whoever runs jobs. */
export function webHookTasks(parts: Delivering & Introducing): TaskList {
  return {
    deliver_notice: async (payload) => await deliver(parts, (payload as { delivery: number }).delivery),
    [INTRODUCE_DRIVER]: async (payload) => await introduce(parts, (payload as { introduction: number }).introduction),
  };
}
