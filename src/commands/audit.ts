import type { Command } from 'commander';
import { newestAudit } from '../store/audit.ts';
import { type Answer, told } from './answer.ts';
import { aLimit } from './arguments.ts';
import type { House } from './house.ts';
import { table } from './table.ts';
import { orNull, spellMoment } from './times.ts';
import { type ForWhom, verb } from './verb.ts';
import { withFoundation } from './withFoundation.ts';

const MOST_UNLESS_SET = 50;

/** What was done by operators, drivers and work providers, as it cannot be changed afterwards. */
export function audit(program: Command): void {
  verb(program, 'audit', 'who did what about whom, the newest last', 'audit --limit 20')
    .option('--limit <count>', `how many, the newest (unless given: ${MOST_UNLESS_SET})`, aLimit)
    .action((given: ForWhom & { readonly limit?: number }) =>
      withFoundation(given, (house) => list(house, given.limit)),
    );
}

async function list({ pool }: House, limit = MOST_UNLESS_SET): Promise<Answer> {
  const entries = (await newestAudit(pool, limit)).toReversed();
  const json = entries.map(({ at, ...entry }) => ({ at: orNull(at), ...entry }));
  if (entries.length === 0) return told('Nobody has done anything yet.', json);
  const rows = entries.map(({ at, who, did, about }) => [spellMoment(at), who, did, about]);
  return told(table(['WHEN', 'WHO', 'DID', 'ABOUT'], rows), json);
}
