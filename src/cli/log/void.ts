import type { Command } from 'commander';
import { loggedEvent, voidEvent } from '../../store/log/eventLog.ts';
import { type Answer, refused, told } from '../frame/answer.ts';
import { aName, anId } from '../frame/arguments.ts';
import { command, type OutputOptions } from '../frame/command.ts';
import { type CommandContext, change, settleFirst } from '../frame/context.ts';
import { withDatabase } from '../frame/run.ts';
import { formatInstant } from '../frame/times.ts';

/** Corrects the event log, which itself is never changed. */
export function voiding(program: Command): void {
  command(
    program,
    'void',
    'make an event not count; it stays in the log, with who voided it and why',
    "void 4711 --reason 'sent for the wrong driver'",
  )
    .argument('<event-id>', 'the id that events shows', anId)
    .requiredOption('--reason <reason>', 'why, for those who ask later', aName)
    .action((id: number, given: OutputOptions & { reason: string }) =>
      withDatabase(given, (context) => voidOne(context, id, given.reason)),
    );
}

async function voidOne(context: CommandContext, eventId: number, reason: string): Promise<Answer> {
  const event = await loggedEvent(context.pool, eventId);
  if (!event) return refused(`there is no event ${eventId}; see: npx shiftcover events`);
  const act = { did: 'voided an event', about: `event ${eventId}: ${reason}` };
  const done = await change(context, act, (db) => voidEvent(db, { eventId, reason, by: context.operator }));
  if (!done) return refused(`event ${eventId} is void already`);
  const late = await settleFirst(context);
  if (late) return late;
  const what = `the ${event.kind} of ${event.identifier} at ${formatInstant(event.occurredAt)}, reported by ${event.workProviderName}`;
  return told(`Event ${eventId} no longer counts: ${what}.`, {
    id: String(eventId),
    voided: true,
    reason,
    recordedBy: context.operator,
  });
}
