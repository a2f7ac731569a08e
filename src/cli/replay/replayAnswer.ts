import type { Previewed } from '../../../client/shiftcover.ts';
import { type Answer, REFUSED, refused, told } from '../frame/answer.ts';
import type { OutputOptions } from '../frame/command.ts';
import type { Stop } from './replayed.ts';

/** What a replay has come to so far. The last three are only known of a dry run. */
export type Tally = { taken: number; skipped: number; known: number; notLinked: number; withoutOffset: number };

export const NOTHING_YET: Tally = { taken: 0, skipped: 0, known: 0, notLinked: 0, withoutOffset: 0 };

export function note(previewed: readonly Previewed[], tally: Tally): void {
  for (const { known, linked, reading } of previewed) {
    if (known) tally.known++;
    if (!linked) tally.notLinked++;
    if (reading !== 'offset') tally.withoutOffset++;
  }
}

type LinkRequest = OutputOptions & { readonly dryRun?: true };

/** The whole file went. `rejected`: the file with what was left out, when there is one. */
export function finished(tally: Tally, asked: LinkRequest, rejected: string | null): Answer {
  const leftOut = `${tally.skipped} lines were left out${rejected === null ? '' : `, and are in ${rejected}`}.`;
  return told(`${inWords(tally, asked)}; ${leftOut}`, asJson(tally, asked, rejected, null));
}

/** It went no further, and can go on from where it says. */
export function stopped(stop: Stop, tally: Tally, asked: LinkRequest, rejected: string | null): Answer {
  const where = stop.line === undefined ? '' : `line ${stop.line}: `;
  const text = `${where}${stop.why}; ${inWords(tally, asked)}, go on with --from-line ${stop.from}`;
  if (!asked.json) return refused(text);
  const why = { line: stop.line ?? null, why: stop.why, fromLine: stop.from };
  return { ...told(text, asJson(tally, asked, rejected, why)), exitCode: REFUSED };
}

function inWords({ taken, known, notLinked, withoutOffset }: Tally, { dryRun }: LinkRequest): string {
  if (!dryRun) return `${taken} events are stored`;
  return `${taken} events would be taken: ${known} are stored already, ${notLinked} are of drivers not linked then, ${withoutOffset} have no offset`;
}

function asJson(
  { taken, skipped, ...previewed }: Tally,
  { dryRun }: LinkRequest,
  rejected: string | null,
  stop: unknown,
) {
  const found = dryRun ? { wouldBeTaken: taken, ...previewed } : { reported: taken };
  return { ...found, skipped, rejected, stopped: stop };
}
