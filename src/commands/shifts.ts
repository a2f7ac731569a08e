import type { Command } from 'commander';
import { type CustomerShift, shiftsOf } from '../answers/shiftsOf.ts';
import { clock, type Instant, spell } from '../core/instant.ts';
import { endAsOf, endInstant } from '../core/timeline.ts';
import { type Answer, told } from './answer.ts';
import { type House, settleFirst } from './house.ts';
import { findCustomer, isRefused } from './lookup.ts';
import { driverIdOf, shiftJson } from './shiftJson.ts';
import { table } from './table.ts';
import { spellMoment, zoneAt } from './times.ts';
import { type ForWhom, verb } from './verb.ts';
import { withFoundation } from './withFoundation.ts';

/** When a customer has worked. */
export function shifts(program: Command): void {
  verb(program, 'shifts', 'when a customer has worked, oldest first', 'shifts ABC12')
    .argument('<customer-number>', 'the customer')
    .action((number: string, given: ForWhom) => withFoundation(given, (house) => list(house, number)));
}

async function list(house: House, number: string): Promise<Answer> {
  const customer = await findCustomer(house.pool, number);
  if (isRefused(customer)) return customer;
  const late = await settleFirst(house);
  if (late) return late;
  const found = (await shiftsOf(house.pool, number)).shifts;
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
    spellMoment(shift.from, zone),
    end.tag === 'open' ? 'on shift now' : spellMoment(to, zone),
    spell(Math.max(0, Math.min(to, now) - shift.from)),
    end.tag === 'open' ? '' : ENDED_BY[end.tag],
  ];
}

const ENDED_BY = { logout: 'logout', limit: 'longest shift' } as const;
