import type { Previewed } from '../../../client/shiftcover.ts';
import { type Answer, REFUSED, refuse, succeed } from '../command/answer.ts';
import type { OutputOptions } from '../command/command.ts';
import type { Stop } from './sendLines.ts';

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

/** Answers for a file that was sent to its end. `rejected`: the file with the lines left out, or null. */
export function answerFinished(tally: Tally, options: Options, rejected: string | null): Answer {
  const leftOut = `${tally.skipped} lines were left out${rejected === null ? '' : `, and are in ${rejected}`}.`;
  return succeed(`${countsText(tally, options)}; ${leftOut}`, replayJson(tally, options, rejected, null));
}

/** Answers for a replay that stopped, with the line from which to go on. */
export function answerStopped(stop: Stop, tally: Tally, options: Options, rejected: string | null): Answer {
  const where = stop.line === undefined ? '' : `line ${stop.line}: `;
  const text = `${where}${stop.why}; ${countsText(tally, options)}, go on with --from-line ${stop.from}`;
  if (!options.json) return refuse(text);
  const stopped = { line: stop.line ?? null, why: stop.why, fromLine: stop.from };
  return succeed(text, replayJson(tally, options, rejected, stopped), REFUSED);
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

function replayJson(
  { sent, skipped, ...previewed }: Tally,
  { dryRun }: Options,
  rejected: string | null,
  stopped: object | null,
) {
  const counts = dryRun ? { wouldBeTaken: sent, ...previewed } : { reported: sent };
  return { ...counts, skipped, rejected, stopped };
}
