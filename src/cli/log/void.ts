import type { Command } from 'commander';
import { voidEvent } from '../../operations/events.ts';
import { type Answer, refuse, succeed } from '../command/answer.ts';
import { parseId, parseName } from '../command/arguments.ts';
import { command, type OutputOptions } from '../command/command.ts';
import { type CommandContext, settleFirst } from '../command/context.ts';
import { withDatabase } from '../command/run.ts';
import { formatInstant } from '../output/times.ts';

type Options = OutputOptions & { readonly reason: string };

/** Adds the command that corrects the event log, which itself is never changed. */
export function voidCommand(program: Command): void {
  command(
    program,
    'void',
    'make an event not count; it stays in the log, with who voided it and why',
    "void 4711 --reason 'sent for the wrong driver'",
  )
    .argument('<event-id>', 'the id that events shows', parseId)
    .requiredOption('--reason <reason>', 'why, for those who ask later', parseName)
    .action((id: number, options: Options) => withDatabase(options, (context) => voidOne(context, id, options)));
}

async function voidOne(context: CommandContext, eventId: number, { reason }: Options): Promise<Answer> {
  const voided = await voidEvent(context.pool, context.actor, { eventId, reason });
  if (voided.tag === 'not_found') return refuse(`there is no event ${eventId}; see: npx shiftcover events`);
  if (voided.tag === 'void_already') return refuse(`event ${eventId} is void already`);
  const late = await settleFirst(context);
  if (late) return late;
  const { kind, identifier, occurredAt, workProviderName } = voided.event;
  const what = `the ${kind} of ${identifier} at ${formatInstant(occurredAt)}, reported by ${workProviderName}`;
  return succeed(`Event ${eventId} no longer counts: ${what}.`, {
    id: String(eventId),
    voided: true,
    reason,
    recordedBy: context.actor.name,
  });
}
