import type { Command } from 'commander';
import { loggedEvent, voidEvent } from '../store/eventLog.ts';
import { type Answer, refused, told } from './answer.ts';
import { aName, anId } from './arguments.ts';
import { change, type House, settleFirst } from './house.ts';
import { spellMoment } from './times.ts';
import { type ForWhom, verb } from './verb.ts';
import { withFoundation } from './withFoundation.ts';

/** Corrects the event log, which itself is never changed. */
export function voiding(program: Command): void {
  verb(
    program,
    'void',
    'make an event not count; it stays in the log, with who voided it and why',
    "void 4711 --reason 'sent for the wrong driver'",
  )
    .argument('<event-id>', 'the id that events shows', anId)
    .requiredOption('--reason <reason>', 'why, for those who ask later', aName)
    .action((id: number, given: ForWhom & { reason: string }) =>
      withFoundation(given, (house) => voidOne(house, id, given.reason)),
    );
}

async function voidOne(house: House, eventId: number, reason: string): Promise<Answer> {
  const event = await loggedEvent(house.pool, eventId);
  if (!event) return refused(`there is no event ${eventId}; see: npx shiftcover events`);
  const act = { did: 'voided an event', about: `event ${eventId}: ${reason}` };
  const done = await change(house, act, (db) => voidEvent(db, { eventId, reason, by: house.operator }));
  if (!done) return refused(`event ${eventId} is void already`);
  const late = await settleFirst(house);
  if (late) return late;
  const what = `the ${event.kind} of ${event.identifier} at ${spellMoment(event.occurredAt)}, reported by ${event.workProviderName}`;
  return told(`Event ${eventId} no longer counts: ${what}.`, {
    id: String(eventId),
    voided: true,
    reason,
    recordedBy: house.operator,
  });
}
