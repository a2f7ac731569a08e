import type { Command } from 'commander';
import { endAsOf, endInstant } from '../../core/shift/timeline.ts';
import { clock, formatDuration, type Instant, toRfc3339OrNull } from '../../core/time/instant.ts';
import { type CustomerShift, everyShiftOf, lastShiftsOf } from '../../queries/driver/shifts.ts';
import { inSnapshot } from '../../store/postgres/database.ts';
import { type Answer, stream, succeed } from '../command/answer.ts';
import { parseInstant, parseLimit } from '../command/arguments.ts';
import { command, type OutputOptions } from '../command/command.ts';
import { type CommandContext, settleFirst } from '../command/context.ts';
import { findPerson, WHO } from '../command/lookup.ts';
import { recordRead } from '../command/recordRead.ts';
import { withDatabase } from '../command/run.ts';
import { driverIdOf, shiftJson } from '../output/shifts.ts';
import { table } from '../output/table.ts';
import { formatInstant, zoneAt } from '../output/times.ts';

type Options = OutputOptions & { readonly limit: number; readonly before: Instant };

const DEFAULT_LIMIT = 100;

/** Adds the command that lists the shifts of a customer. */
export function shiftsCommand(program: Command): void {
  command(program, 'shifts', 'when a customer has worked, oldest first; with --json all of it', 'shifts ABC12')
    .argument('<customer>', WHO)
    .option('--before <instant>', 'only shifts that began before it', parseInstant, Infinity)
    .option('--limit <count>', 'the last so many', parseLimit, DEFAULT_LIMIT)
    .action((who: string, options: Options) => withDatabase(options, (context) => list(context, who, options)));
}

async function list(context: CommandContext, who: string, { json, limit, before }: Options): Promise<Answer> {
  const { pool } = context;
  const customer = await findPerson(pool, who);
  if (customer.tag === 'refused') return customer;
  const { number } = customer.customer;
  await recordRead(context, 'shifts', number);
  const late = await settleFirst(context);
  if (late) return late;
  const now = clock();
  if (json) return stream((write) => inSnapshot(pool, (db) => writeAll(everyShiftOf(db, number), now, write)));
  const { shifts, more } = await lastShiftsOf(pool, number, { before, limit });
  const [first] = shifts;
  if (!first)
    return succeed(`${number} has no shifts${before === Infinity ? ' yet' : ' before'}. ${SEE} ${number}`, []);
  const rows = shifts.map((each) => rowOf(each, now));
  const lines = table(['WORK PROVIDER', 'DRIVER ID', 'FROM', 'TO', 'LASTED', 'ENDED BY'], rows);
  const earlier = `\nEarlier ones: npx shiftcover shifts ${number} --before ${toRfc3339OrNull(first.shift.from)}`;
  return succeed(`${lines}${more ? earlier : ''}`, []);
}

const SEE = 'What was reported: npx shiftcover events --customer';

async function writeAll(
  found: AsyncIterable<CustomerShift[]>,
  now: Instant,
  write: (items: readonly unknown[]) => Promise<void>,
): Promise<void> {
  for await (const shifts of found) {
    await write(
      shifts.map(({ workProvider, lane, shift }) => {
        return { workProvider: workProvider.name, driverId: driverIdOf(lane), ...shiftJson(shift, now) };
      }),
    );
  }
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
