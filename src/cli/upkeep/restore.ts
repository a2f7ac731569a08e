import type { Command } from 'commander';
import { type Restored, restoreBackup, serverRuns } from '../../backup/restore.ts';
import { rebuild } from '../../settle/rebuild.ts';
import { recordAudit } from '../../store/audit.ts';
import { type Answer, REFUSED, refuse, succeed } from '../command/answer.ts';
import { command, type OutputOptions } from '../command/command.ts';
import { type CommandContext, warnOfSetAside } from '../command/context.ts';
import { fileErrorMessage } from '../command/fileError.ts';
import { withDatabase } from '../command/run.ts';
import { rowsText } from '../output/counts.ts';
import { asOwner } from './owner.ts';

/** Adds the command that puts a backup into an empty database. */
export function restoreCommand(program: Command): void {
  command(
    program,
    'restore',
    'put a backup into an empty database, all of it or nothing, and check every shift against the events',
    'restore /var/backups/shiftcover-2026-03-01.zst',
  )
    .argument('<file>', 'what the command backup has written')
    .action((file: string, options: OutputOptions) => withDatabase(options, (context) => restore(context, file)));
}

async function restore({ store, pool, actor, ids }: CommandContext, file: string): Promise<Answer> {
  const owner = asOwner(store);
  if (owner.tag === 'refused') return owner;
  if (await serverRuns(pool)) return refuse('a server is running on this database; stop it first');
  try {
    const restored = await restoreBackup({ ...owner, mode: store.mode }, file);
    if (restored.tag !== 'restored') return refuse(whyNot(restored, file));
    const { rows, takenAt } = restored;
    await recordAudit(pool, actor, { action: 'restored a backup', about: `${file}, taken at ${takenAt}` });
    const differences = (await Array.fromAsync(rebuild(pool, warnOfSetAside({ ids })))).length;
    const checked = differences === 0 ? 'and nothing differed' : `and the shifts of ${differences} lanes were mended`;
    const text = `Restored ${rowsText(rows)}, as of ${takenAt}. Every shift was derived again from the events, ${checked}.`;
    return succeed(text, { takenAt, rows, differences }, differences === 0 ? 0 : REFUSED);
  } catch (error) {
    const why = fileErrorMessage(error);
    if (why === undefined) throw error;
    return refuse(`${file} cannot be read: ${why}`);
  }
}

function whyNot(restored: Exclude<Restored, { tag: 'restored' }>, file: string): string {
  switch (restored.tag) {
    case 'damaged':
      return `${file} is damaged, and nothing was restored: ${restored.why}`;
    case 'other_mode':
      return `${file} holds ${restored.mode} data; restore it ${restored.mode === 'test' ? 'with' : 'without'} --test`;
    case 'other_version':
      return `${file} was made by another version, with migrations up to ${restored.last}; restore it with that version, then upgrade`;
    case 'not_empty':
      return `the database is not empty: ${restored.table} has rows; restore into a new database`;
    default:
      return restored satisfies never;
  }
}
