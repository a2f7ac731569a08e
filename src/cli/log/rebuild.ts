import type { Command } from 'commander';
import { identifierMembers } from '../../core/event.ts';
import type { LaneAmendments } from '../../core/shift/amendment.ts';
import type { Shift } from '../../core/shift/timeline.ts';
import { clock, type Instant } from '../../core/time/instant.ts';
import { retrySetAside } from '../../operations/events.ts';
import { rebuild } from '../../settle/rebuild.ts';
import { providersById } from '../../store/provider/providers.ts';
import { shiftJson } from '../customer/shiftJson.ts';
import { type Answer, REFUSED, told } from '../frame/answer.ts';
import { command, type OutputOptions } from '../frame/command.ts';
import { type CommandContext, warnOfSetAside } from '../frame/context.ts';
import { withDatabase } from '../frame/run.ts';
import { formatInstant } from '../frame/times.ts';

/** Derives everything again from the events. */
export function rebuilding(program: Command): void {
  command(
    program,
    'rebuild',
    'derive every shift again from the events, mend and show what differed (there must be nothing)',
  ).action((given: OutputOptions) => withDatabase(given, rebuildAll));
}

async function rebuildAll({ pool, actor }: CommandContext): Promise<Answer> {
  await retrySetAside(pool, actor);
  const found = await Array.fromAsync(rebuild(pool, warnOfSetAside));
  const now = clock();
  if (found.length === 0) {
    return told('Everything was derived again from the events, and nothing differed.', { differences: [] });
  }
  const providers = await providersById(pool, [...new Set(found.map(({ lane }) => lane.workProvider))]);
  const nameOf = ({ lane }: LaneAmendments) =>
    providers.get(lane.workProvider)?.name ?? `work provider ${lane.workProvider}`;
  const json = { differences: found.map((each) => asJson(each, nameOf(each), now)) };
  const text = [
    `Mended, where shifts differed from what the events tell:`,
    ...found.flatMap((each) => inWords(each, nameOf(each))),
  ];
  return { ...told(text.join('\n'), json), exitCode: REFUSED };
}

function asJson({ lane, amendments }: LaneAmendments, workProvider: string, now: Instant) {
  return {
    workProvider,
    ...identifierMembers(lane),
    added: amendments.added.map((shift) => shiftJson(shift, now)),
    amended: amendments.amended.map(({ was, is }) => ({ was: shiftJson(was, now), is: shiftJson(is, now) })),
    removed: amendments.removed.map((shift) => shiftJson(shift, now)),
  };
}

function inWords({ lane, amendments: { added, amended, removed } }: LaneAmendments, workProvider: string): string[] {
  const whose = `  ${workProvider}, ${lane.identifierKind === 'driverId' ? 'driver ID' : 'customer'} ${lane.identifier}`;
  return [
    ...added.map((shift) => `${whose}: the shift ${begun(shift)} was missing`),
    ...amended.map(({ is }) => `${whose}: the shift ${begun(is)} was kept otherwise`),
    ...removed.map((shift) => `${whose}: the shift ${begun(shift)} should not have been there`),
  ];
}

function begun(shift: Shift): string {
  return `begun at ${formatInstant(shift.from)}`;
}
