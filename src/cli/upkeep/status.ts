import process from 'node:process';
import type { Command } from 'commander';
import { clock, formatDuration, toRfc3339OrNull } from '../../core/time/instant.ts';
import { readState, type State } from '../../queries/installation/state.ts';
import { type Answer, succeed } from '../command/answer.ts';
import { command, modeOption, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { withDatabase } from '../command/run.ts';
import { columns } from '../output/table.ts';
import { formatInstant } from '../output/times.ts';

/** Adds the command that shows how the installation does. */
export function statusCommand(program: Command): void {
  command(program, 'status', 'how the installation does: versions, sizes, what waits').action(
    (options: OutputOptions) => withDatabase(options, showStatus),
  );
}

async function showStatus({ pool, mode, ids }: CommandContext): Promise<Answer> {
  const state = await readState(pool);
  const now = clock();
  const { backlog, deliveries, lastEvent, lastBackupAt, openDisputes } = state;
  const lastEventId = lastEvent && ids.write('event', lastEvent.workProvider, lastEvent.id);
  const waited = backlog.since === null ? 0 : Math.max(0, now - backlog.since);
  const text = columns([
    ['versions', `PostgreSQL ${state.postgresVersion}, Node ${process.versions.node}, schema ${state.migration}`],
    ['database', `${megabytes(state)} MB`],
    ['last event', lastEvent ? `${lastEventId}, received at ${formatInstant(lastEvent.receivedAt)}` : 'none yet'],
    ['to be settled', backlog.events === 0 ? 'nothing' : `${backlog.events} events, since ${formatDuration(waited)}`],
    ['set aside', String(state.setAside.length)],
    ['web hooks', `${deliveries.waiting} deliveries wait, ${deliveries.held} are held`],
    ['work providers', `${state.feeds.length} report`],
    [
      'disputes',
      openDisputes === 0 ? 'none is open' : `${openDisputes} open: npx shiftcover dispute list${modeOption(mode)}`,
    ],
    ['last backup', lastBackupAt === null ? 'none by the command backup' : formatInstant(lastBackupAt)],
  ]).join('\n');
  const json = {
    postgresVersion: state.postgresVersion,
    nodeVersion: process.versions.node,
    migration: state.migration,
    databaseBytes: state.databaseBytes,
    lastEventId,
    lastEventReceivedAt: toRfc3339OrNull(lastEvent?.receivedAt),
    unsettledEvents: backlog.events,
    unsettledSince: toRfc3339OrNull(backlog.since),
    setAside: state.setAside.length,
    deliveriesWaiting: deliveries.waiting,
    deliveriesHeld: deliveries.held,
    feeds: state.feeds.map(({ name, lastReceivedAt }) => ({
      workProvider: name,
      lastReceivedAt: toRfc3339OrNull(lastReceivedAt),
    })),
    openDisputes,
    lastBackupAt: toRfc3339OrNull(lastBackupAt),
  };
  return succeed(`${text}\nWhat is wrong, and how to mend it: npx shiftcover doctor${modeOption(mode)}`, json);
}

function megabytes({ databaseBytes }: State): string {
  return Math.ceil(databaseBytes / 1024 ** 2).toLocaleString('en-GB');
}
