import type { Command } from 'commander';
import { endAsOf, endInstant } from '../../core/shift/timeline.ts';
import { clock, type Instant, spell } from '../../core/time/instant.ts';
import { type CustomerShift, shiftsOf } from '../../queries/driver/shifts.ts';
import { type Answer, told } from '../frame/answer.ts';
import { command, type OutputOptions } from '../frame/command.ts';
import { type CommandContext, settleFirst } from '../frame/context.ts';
import { findCustomer, isRefused } from '../frame/lookup.ts';
import { withDatabase } from '../frame/run.ts';
import { table } from '../frame/table.ts';
import { formatInstant, zoneAt } from '../frame/times.ts';
import { driverIdOf, shiftJson } from './shiftJson.ts';

/** When a customer has worked. */
export function shifts(program: Command): void {
  command(program, 'shifts', 'when a customer has worked, oldest first', 'shifts ABC12')
    .argument('<customer-number>', 'the customer')
    .action((number: string, given: OutputOptions) => withDatabase(given, (context) => list(context, number)));
}

async function list(context: CommandContext, number: string): Promise<Answer> {
  const customer = await findCustomer(context.pool, number);
  if (isRefused(customer)) return customer;
  const late = await settleFirst(context);
  if (late) return late;
  const found = (await shiftsOf(context.pool, number)).shifts;
  const now = clock();
  const json = found.map(({ workProvider, lane, shift }) => {
    return { workProvider: workProvider.name, driverId: driverIdOf(lane), ...shiftJson(shift, now) };
  });
  if (found.length === 0) {
    return told(`${number} has no shifts yet. What was reported: npx shiftcover events --customer ${number}`, json);
  }
  return told(
    table(
      ['WORK PROVIDER', 'DRIVER ID', 'FROM', 'TO', 'LASTED', 'ENDED BY'],
      found.map((each) => row(each, now)),
    ),
    json,
  );
}

function row({ workProvider, lane, shift }: CustomerShift, now: Instant): string[] {
  const zone = zoneAt(workProvider.settings, shift.from);
  const end = endAsOf(shift, now);
  const to = endInstant(end);
  return [
    workProvider.name,
    driverIdOf(lane) ?? 'by number',
    formatInstant(shift.from, zone),
    end.tag === 'open' ? 'on shift now' : formatInstant(to, zone),
    spell(Math.max(0, Math.min(to, now) - shift.from)),
    end.tag === 'open' ? '' : ENDED_BY[end.tag],
  ];
}

const ENDED_BY = { logout: 'logout', limit: 'longest shift' } as const;
