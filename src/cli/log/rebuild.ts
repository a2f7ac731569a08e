import type { Command } from 'commander';
import { identifierMembers } from '../../core/event.ts';
import type { LaneAmendments } from '../../core/shift/amendment.ts';
import type { Shift } from '../../core/shift/timeline.ts';
import { clock, type Instant } from '../../core/time/instant.ts';
import { retrySetAside } from '../../operations/events.ts';
import { rebuild } from '../../settle/rebuild.ts';
import { providersById } from '../../store/provider/providers.ts';
import { type Answer, REFUSED, succeed } from '../command/answer.ts';
import { command, type OutputOptions } from '../command/command.ts';
import { type CommandContext, warnOfSetAside } from '../command/context.ts';
import { withDatabase } from '../command/run.ts';
import { shiftJson } from '../output/shifts.ts';
import { formatInstant } from '../output/times.ts';

/** Adds the command that derives every shift again from the events. */
export function rebuildCommand(program: Command): void {
  command(
    program,
    'rebuild',
    'derive every shift again from the events, mend and show what differed (there must be nothing)',
  ).action((options: OutputOptions) => withDatabase(options, rebuildAll));
}

async function rebuildAll({ pool, actor, ids }: CommandContext): Promise<Answer> {
  await retrySetAside(pool, actor);
  const found = await Array.fromAsync(rebuild(pool, warnOfSetAside({ ids })));
  if (found.length === 0) {
    return succeed('Everything was derived again from the events, and nothing differed.', { differences: [] });
  }
  const now = clock();
  const providers = await providersById(pool, [...new Set(found.map(({ lane }) => lane.workProvider))]);
  const nameOf = ({ lane }: LaneAmendments) =>
    providers.get(lane.workProvider)?.name ?? `work provider ${lane.workProvider}`;
  const json = { differences: found.map((each) => differenceJson(each, nameOf(each), now)) };
  const text = [
    `Mended, where shifts differed from what the events tell:`,
    ...found.flatMap((each) => differenceText(each, nameOf(each))),
  ];
  return succeed(text.join('\n'), json, REFUSED);
}

function differenceJson({ lane, amendments }: LaneAmendments, workProvider: string, now: Instant) {
  return {
    workProvider,
    ...identifierMembers(lane),
    added: amendments.added.map((shift) => shiftJson(shift, now)),
    amended: amendments.amended.map(({ was, is }) => ({ was: shiftJson(was, now), is: shiftJson(is, now) })),
    removed: amendments.removed.map((shift) => shiftJson(shift, now)),
  };
}

function differenceText({ lane, amendments }: LaneAmendments, workProvider: string): string[] {
  const { identifierKind, identifier } = lane;
  const whose = `  ${workProvider}, ${identifierKind === 'driverId' ? 'driver ID' : 'customer'} ${identifier}`;
  return [
    ...amendments.added.map((shift) => `${whose}: the shift ${begun(shift)} was missing`),
    ...amendments.amended.map(({ is }) => `${whose}: the shift ${begun(is)} was kept otherwise`),
    ...amendments.removed.map((shift) => `${whose}: the shift ${begun(shift)} should not have been there`),
  ];
}

function begun(shift: Shift): string {
  return `begun at ${formatInstant(shift.from)}`;
}
