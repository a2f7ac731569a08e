import type { Previewed } from '../../../client/shiftcover.ts';
import { type Answer, REFUSED, refuse, succeed } from '../command/answer.ts';
import type { OutputOptions } from '../command/command.ts';
import type { FileFormat } from './fileRecords.ts';
import type { Overview } from './overview.ts';
import type { Stop } from './sendRecords.ts';

/** The counts of a replay. The last three are counted in a dry run only. */
export type Tally = { sent: number; skipped: number; known: number; notLinked: number; withoutOffset: number };

/** The counts at the beginning of a replay. */
export const NOTHING_YET: Tally = { sent: 0, skipped: 0, known: 0, notLinked: 0, withoutOffset: 0 };

/** Adds the answers of a dry run to the counts. */
export function countPreviewed(previewed: readonly Previewed[], tally: Tally): void {
  for (const { known, linked, reading } of previewed) {
    if (known) tally.known++;
    if (!linked) tally.notLinked++;
    if (reading !== 'offset') tally.withoutOffset++;
  }
}

type Options = OutputOptions & { readonly dryRun?: true };

/** What was sent: the counts, what the file was understood as, and the file with what was left out, or null. */
export type Replayed = {
  readonly tally: Tally;
  readonly overview: Overview;
  readonly unit: FileFormat['unit'];
  readonly rejected: string | null;
};

/** Answers for a file that was sent to its end. The exit code is 1 when something was left out. */
export function answerFinished(replayed: Replayed, options: Options): Answer {
  const { tally, unit, rejected } = replayed;
  const leftOut = `${tally.skipped} ${unit}s were left out${rejected === null ? '' : `, and are in ${rejected}`}.`;
  const json = replayJson(replayed, options, null);
  return succeed(`${countsText(tally, options)}; ${leftOut}`, json, tally.skipped === 0 ? 0 : REFUSED);
}

/** Answers for a replay that stopped, with the record from which to go on. */
export function answerStopped(stop: Stop, replayed: Replayed, options: Options): Answer {
  const where = stop.line === undefined ? '' : `${replayed.unit} ${stop.line}: `;
  const text = `${where}${stop.why}; ${countsText(replayed.tally, options)}, go on with --from-line ${stop.from}`;
  if (!options.json) return refuse(text);
  const stopped = { line: stop.line ?? null, why: stop.why, fromLine: stop.from };
  return succeed(text, replayJson(replayed, options, stopped), REFUSED);
}

function countsText({ sent, known, notLinked, withoutOffset }: Tally, { dryRun }: Options): string {
  if (!dryRun) return `${sent} events are stored`;
  const details = [
    `${known} are stored already`,
    `${notLinked} are of drivers not linked then`,
    `${withoutOffset} have no offset`,
  ];
  return `${sent} events would be taken: ${details.join(', ')}`;
}

function replayJson({ tally, overview, rejected }: Replayed, { dryRun }: Options, stopped: object | null) {
  const { sent, skipped, ...previewed } = tally;
  const counts = dryRun ? { wouldBeTaken: sent, ...previewed } : { reported: sent };
  return { understood: overview, ...counts, skipped, rejected, stopped };
}
