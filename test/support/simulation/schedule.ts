import { setImmediate as turn } from 'node:timers/promises';
import type { Random } from '../random.ts';

/** A process: what it has under way ends with it. `gone` resolves then. */
export type Process = { isAlive: boolean; readonly gone: Promise<void> };

type Pending = {
  readonly process: Process;
  /** Whether it can go on now, or waits for a lock. */
  readonly isReady: () => boolean;
  readonly go: () => void | Promise<void>;
};

/** Everything that waits, of all processes, goes on one at a time, in an order that the seed decides. */
export type Schedule = {
  /** A new process. */
  start(): Process;
  add(pending: Pending): void;
  /** Resolves at some later time; never when the process has ended by then. */
  pause(process: Process): Promise<void>;
  /** Ends a process. `onLeft`: gets what it had under way. */
  kill(process: Process, onLeft: (left: Pending) => void): void;
  /** Lets everything go on until `isOver`; false when that took more than `most` steps, or nothing can go on. */
  run(isOver: () => boolean, most: number): Promise<boolean>;
  /** How many steps there were so far. */
  steps(): number;
};

export function openSchedule(random: Random): Schedule {
  let waiting: Pending[] = [];
  let steps = 0;
  const ends = new Map<Process, () => void>();
  return {
    start() {
      const { promise, resolve } = Promise.withResolvers<void>();
      const process = { isAlive: true, gone: promise };
      ends.set(process, resolve);
      return process;
    },
    add: (pending) => void waiting.push(pending),
    pause: (process) => new Promise((go) => waiting.push({ process, isReady: () => true, go })),
    kill(process, onLeft) {
      process.isAlive = false;
      const left = waiting.filter((each) => each.process === process);
      waiting = waiting.filter((each) => each.process !== process);
      left.forEach(onLeft);
      ends.get(process)?.();
    },
    async run(isOver, most) {
      for (const last = steps + most; !isOver(); steps++) {
        const ready = waiting.filter(({ isReady }) => isReady());
        const next = ready[random(ready.length)];
        if (!next || steps >= last) return false;
        waiting.splice(waiting.indexOf(next), 1);
        await next.go();
        // Whatever that lets go on has asked for its next step by then.
        await turn();
      }
      return true;
    },
    steps: () => steps,
  };
}
