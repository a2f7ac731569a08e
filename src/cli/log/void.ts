import type { Command } from 'commander';
import { voidEvent } from '../../operations/events.ts';
import { type Answer, refused, told } from '../frame/answer.ts';
import { aName, anId } from '../frame/arguments.ts';
import { command, type OutputOptions } from '../frame/command.ts';
import { type CommandContext, settleFirst } from '../frame/context.ts';
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
  const voided = await voidEvent(context.pool, context.actor, { eventId, reason });
  if (voided.tag === 'not_found') return refused(`there is no event ${eventId}; see: npx shiftcover events`);
  if (voided.tag === 'void_already') return refused(`event ${eventId} is void already`);
  const { event } = voided;
  const late = await settleFirst(context);
  if (late) return late;
  const what = `the ${event.kind} of ${event.identifier} at ${formatInstant(event.occurredAt)}, reported by ${event.workProviderName}`;
  return told(`Event ${eventId} no longer counts: ${what}.`, {
    id: String(eventId),
    voided: true,
    reason,
    recordedBy: context.actor.name,
  });
}
