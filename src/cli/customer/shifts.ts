import type { Command } from 'commander';
import { endAsOf, endInstant } from '../../core/shift/timeline.ts';
import { clock, formatDuration, type Instant } from '../../core/time/instant.ts';
import { type CustomerShift, shiftsOf } from '../../queries/driver/shifts.ts';
import { type Answer, succeed } from '../command/answer.ts';
import { command, type OutputOptions } from '../command/command.ts';
import { type CommandContext, settleFirst } from '../command/context.ts';
import { findPerson, WHO } from '../command/lookup.ts';
import { recordRead } from '../command/recordRead.ts';
import { withDatabase } from '../command/run.ts';
import { driverIdOf, shiftJson } from '../output/shifts.ts';
import { table } from '../output/table.ts';
import { formatInstant, zoneAt } from '../output/times.ts';

/** Adds the command that lists the shifts of a customer. */
export function shiftsCommand(program: Command): void {
  command(program, 'shifts', 'when a customer has worked, oldest first', 'shifts ABC12')
    .argument('<customer>', WHO)
    .action((who: string, options: OutputOptions) => withDatabase(options, (context) => list(context, who)));
}

async function list(context: CommandContext, who: string): Promise<Answer> {
  const customer = await findPerson(context.pool, who);
  if (customer.tag === 'refused') return customer;
  const { number } = customer.customer;
  await recordRead(context, 'shifts', number);
  const late = await settleFirst(context);
  if (late) return late;
  const found = (await shiftsOf(context.pool, number)).shifts;
  const now = clock();
  const json = found.map(({ workProvider, lane, shift }) => {
    return { workProvider: workProvider.name, driverId: driverIdOf(lane), ...shiftJson(shift, now) };
  });
  if (found.length === 0) {
    return succeed(`${number} has no shifts yet. What was reported: npx shiftcover events --customer ${number}`, json);
  }
  const rows = found.map((each) => rowOf(each, now));
  return succeed(table(['WORK PROVIDER', 'DRIVER ID', 'FROM', 'TO', 'LASTED', 'ENDED BY'], rows), json);
}

function rowOf({ workProvider, lane, shift }: CustomerShift, now: Instant): string[] {
  const zone = zoneAt(workProvider.settings, shift.from);
  const end = endAsOf(shift, now);
  const to = endInstant(end);
  return [
    workProvider.name,
    driverIdOf(lane) ?? 'by number',
    formatInstant(shift.from, zone),
    end.tag === 'open' ? (shift.from > now ? 'sent ahead' : 'on shift now') : formatInstant(to, zone),
    formatDuration(Math.max(0, Math.min(to, now) - shift.from)),
    end.tag === 'open' ? '' : ENDED_BY[end.tag],
  ];
}

const ENDED_BY = { logout: 'logout', limit: 'longest shift' } as const;
