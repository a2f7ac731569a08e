import type { Command } from 'commander';
import type { LaneAmendments } from '../../core/shift/amendment.ts';
import type { Lane } from '../../core/shift/lane.ts';
import { endAsOf, endInstant, type Shift } from '../../core/shift/timeline.ts';
import { clock, type Instant } from '../../core/time/instant.ts';
import { correctEvents, MOST_CORRECTED, previewCorrection } from '../../operations/events.ts';
import type { EventsChosen } from '../../store/log/eventLog.ts';
import { providersById } from '../../store/provider/providers.ts';
import { type Answer, BAD_USE, type Refused, refuse, succeed } from '../command/answer.ts';
import { parseInstant, parseName, parseReceipt } from '../command/arguments.ts';
import { command, type OutputOptions } from '../command/command.ts';
import { confirmed } from '../command/confirm.ts';
import { type CommandContext, settleFirst } from '../command/context.ts';
import { findProvider } from '../command/lookup.ts';
import { withDatabase } from '../command/run.ts';
import { driverIdOf, shiftJson } from '../output/shifts.ts';
import { table } from '../output/table.ts';
import { formatInstant, zoneAt } from '../output/times.ts';

type Options = OutputOptions & {
  readonly receipt?: string;
  readonly provider?: string;
  readonly from?: Instant;
  readonly to?: Instant;
  readonly undo?: true;
  readonly preview?: true;
  readonly yes?: true;
  readonly reason: string;
};

/** Adds the command that corrects the event log, which itself is never changed. */
export function voidCommand(program: Command): void {
  command(
    program,
    'void',
    'make events not count; they stay in the log, with who voided them and why',
    "void evt_… --reason 'sent for the wrong driver'",
  )
    .argument('[event-id]', 'one event: the id that events shows, such as evt_…')
    .option('--receipt <receipt>', 'all events that one request stored', parseReceipt)
    .option('--provider <provider>', 'with --from and --to: all events of a work provider in a period', parseName)
    .option('--from <instant>', 'the events that occurred then or later', parseInstant)
    .option('--to <instant>', 'the events that occurred before', parseInstant)
    .option('--undo', 'make them count again')
    .option('--preview', 'show what would change, and change nothing')
    .option('--yes', 'do it without asking')
    .requiredOption('--reason <reason>', 'why, for those who ask later', parseName)
    .action((id: string | undefined, options: Options) =>
      withDatabase(options, (context) => correct(context, id, options)),
    );
}

async function correct(context: CommandContext, id: string | undefined, options: Options): Promise<Answer> {
  const found = await choose(context, id, options);
  if (found.tag === 'refused') return found;
  const { undo = false, preview = false, yes = false, reason } = options;
  const correction = { chosen: found.chosen, voids: !undo, reason };
  const waited = await settleFirst(context);
  if (waited) return waited;
  const { pool, actor } = context;
  if (preview || !yes) {
    const shown = await previewCorrection(pool, actor, correction);
    if (!('ids' in shown)) return refuseCorrection(shown.tag, undo);
    const json = { ...correctionJson(wireIds(context, shown), options, actor.name), preview: true } as const;
    const answer = await previewAnswer(context, shown.changes, json);
    const no = preview || answer.tag !== 'succeeded' ? answer : await confirmed(answer.text);
    if (no) return no;
  }
  const done = await correctEvents(pool, actor, correction);
  if (!('ids' in done)) return refuseCorrection(done.tag, undo);
  const ids = wireIds(context, done);
  const json = correctionJson(ids, options, actor.name);
  const late = await settleFirst(context);
  if (late) return late;
  return succeed(`${eventsText(ids)} ${counts(ids, undo)}.`, json);
}

/** The ids of what was corrected, which is of one work provider, as that sees them. */
function wireIds(
  { ids }: CommandContext,
  corrected: { readonly ids: readonly number[]; readonly workProvider: number },
): string[] {
  return corrected.ids.map((id) => ids.write('event', corrected.workProvider, id));
}

function correctionJson(events: readonly string[], { undo, reason }: Options, recordedBy: string) {
  return { events, voided: undo !== true, reason, recordedBy };
}

function refuseCorrection(tag: 'not_found' | 'unchanged' | 'too_many', undo: boolean): Refused {
  if (tag === 'not_found') return refuse('there are no such events; see: npx shiftcover events');
  if (tag === 'too_many') return refuse(`more than ${MOST_CORRECTED} events; give a shorter period`);
  return refuse(undo ? 'none of these events is void' : 'these events are void already');
}

/** The events that the arguments name: in exactly one of three ways. */
async function choose(
  { pool, ids }: CommandContext,
  id: string | undefined,
  { receipt, provider: name, from, to }: Options,
): Promise<{ readonly tag: 'found'; readonly chosen: EventsChosen } | Refused> {
  const period = [name, from, to].filter((each) => each !== undefined).length;
  const ways = [id, receipt, period || undefined].filter((each) => each !== undefined).length;
  if (ways !== 1 || (period > 0 && period < 3)) {
    return refuse('give an event id, or --receipt, or all of --provider, --from and --to', BAD_USE);
  }
  if (id !== undefined) {
    const eventId = ids.find('event', id)?.id;
    if (eventId === undefined) return refuse(`${id} is no id of an event; see: npx shiftcover events`, BAD_USE);
    return { tag: 'found', chosen: { tag: 'event', eventId } };
  }
  if (receipt !== undefined) return { tag: 'found', chosen: { tag: 'receipt', receipt } };
  const found = await findProvider(pool, name as string);
  if (found.tag === 'refused') return found;
  if ((from as Instant) >= (to as Instant)) return refuse('--to must be later than --from', BAD_USE);
  const chosen = { workProvider: found.provider.id, period: { from: from as Instant, to: to as Instant } };
  return { tag: 'found', chosen: { tag: 'period', ...chosen } };
}

function eventsText(ids: readonly string[]): string {
  return ids.length === 1 ? `Event ${ids[0]}` : `${ids.length} events`;
}

function counts(ids: readonly string[], again: boolean): string {
  const verb = ids.length === 1 ? 'counts' : 'count';
  return again ? `${verb} again` : `no longer ${verb}`;
}

type CorrectionJson = {
  readonly events: readonly string[];
  readonly voided: boolean;
  readonly reason: string;
  readonly recordedBy: string;
  readonly preview: true;
};

/** A shift as it is, and as it would be; null where there is none. */
type Change = { readonly lane: Lane; readonly was: Shift | null; readonly is: Shift | null };

async function previewAnswer(
  { pool }: CommandContext,
  amended: readonly LaneAmendments[],
  json: CorrectionJson,
): Promise<Answer> {
  const changes = amended.flatMap(changesOf);
  const providers = await providersById(pool, [...new Set(changes.map(({ lane }) => lane.workProvider))]);
  const now = clock();
  const shifts = changes.map(({ lane, was, is }) => ({
    workProvider: providers.get(lane.workProvider)?.name,
    driverId: driverIdOf(lane),
    customerNumber: lane.identifierKind === 'policyId' ? lane.identifier : null,
    was: was && shiftJson(was, now),
    is: is && shiftJson(is, now),
  }));
  const count = `${json.events.length} ${json.events.length === 1 ? 'event' : 'events'}`;
  const first = `Preview, nothing is changed: ${count} would ${json.voided ? 'no longer count' : 'count again'}`;
  if (changes.length === 0) return succeed(`${first}; no shift would change.`, { ...json, shifts });
  const rows = changes.map(({ lane, was, is }) => {
    const provider = providers.get(lane.workProvider);
    const shown = (shift: Shift | null) => {
      if (shift === null) return 'no shift';
      const to = endInstant(endAsOf(shift, now));
      const zone = zoneAt(provider?.settings ?? [], shift.from);
      return `${formatInstant(shift.from, zone)} to ${to === Infinity ? 'now' : formatInstant(to, zone)}`;
    };
    return [provider?.name ?? '', driverIdOf(lane) ?? `customer ${lane.identifier}`, shown(was), shown(is)];
  });
  return succeed(`${first}.\n${table(['WORK PROVIDER', 'DRIVER', 'IS NOW', 'WOULD BE'], rows)}`, { ...json, shifts });
}

function changesOf({ lane, amendments: { added, amended, removed } }: LaneAmendments): Change[] {
  return [
    ...removed.map((was) => ({ lane, was, is: null })),
    ...amended.map(({ was, is }) => ({ lane, was, is })),
    ...added.map((is) => ({ lane, was: null, is })),
  ];
}
