import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { writeBackup } from '../../backup/write.ts';
import { recordAudit } from '../../store/audit.ts';
import { type Answer, refuse, succeed } from '../command/answer.ts';
import { command, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { fileErrorMessage } from '../command/fileError.ts';
import { withDatabase } from '../command/run.ts';
import { rowsText } from '../output/counts.ts';
import { asOwner } from './owner.ts';

/** Adds the command that copies everything in the database into a file. */
export function backupCommand(program: Command): void {
  command(
    program,
    'backup',
    'write everything in the database to a file, as of one moment, while servers go on',
    'backup /var/backups/shiftcover-$(date +%F).zst',
  )
    .argument('<file>', 'a file that does not exist yet')
    .action((file: string, options: OutputOptions) => withDatabase(options, (context) => backUp(context, file)));
}

async function backUp({ store, pool, actor }: CommandContext, file: string): Promise<Answer> {
  const owner = asOwner(store);
  if (owner.tag === 'refused') return owner;
  if (existsSync(file)) return refuse(`${file} exists already; name a new file`);
  try {
    const rows = await writeBackup({ ...owner, mode: store.mode }, file);
    await recordAudit(pool, actor, { action: 'made a backup', about: file });
    const text = `Wrote ${rowsText(rows)} to ${file}. Keep it as safe as the database: it holds secrets and personal data.`;
    return succeed(text, { file, rows });
  } catch (error) {
    const why = fileErrorMessage(error);
    if (why === undefined) throw error;
    return refuse(`${file} cannot be written: ${why}`);
  }
}
