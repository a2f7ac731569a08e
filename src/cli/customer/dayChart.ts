import { coverPeriods, type Eligibility, type Gap, type GapReason, gapsIn } from '../../core/cover/cover.ts';
import { endAsOf, shiftPeriod } from '../../core/shift/timeline.ts';
import { fromTemporal, type Instant, spell } from '../../core/time/instant.ts';
import { contains, type Period, totalLength, union } from '../../core/time/period.ts';
import { type CustomerShift, type CustomerShifts } from '../../queries/driver/shifts.ts';
import type { EventWithOutcome } from '../../queries/provider/outcomes.ts';
import { columns, styled } from '../frame/table.ts';
import { localTime } from '../frame/times.ts';
import { OUTCOMES } from '../log/events.ts';

/** One driver's day: their shifts, and what was reported, in order of time. */
export type DriversDay = {
  readonly name: string;
  readonly driverId: string;
  readonly customerNumber: string;
  readonly told: CustomerShifts;
  readonly events: readonly EventWithOutcome[];
};

export type Day = { readonly date: Temporal.PlainDate; readonly timeZone: string };

/** The day as text: a bar of 24 hours, the shifts with their gaps, the events and what each came to. */
export function dayChart({ name, driverId, customerNumber, told, events }: DriversDay, day: Day): string {
  const worked = union(told.shifts.map(({ shift }) => shiftPeriod(shift)));
  const covered = coverPeriods(told.shifts, told.eligibility);
  return [
    `${styled('bold', name)} · driver ID ${driverId} · customer ${customerNumber}`,
    '',
    `  ${styled('dim', HOURS)}`,
    `  ${bar(worked, covered, day)}`,
    '',
    ...columns(told.shifts.flatMap((each) => shiftRows(each, told.eligibility, day))),
    '',
    ...columns(events.map((event) => eventRow(event, events, day))),
    '',
    `  ${styled('bold', `Worked ${spell(totalLength(worked))}, covered for ${spell(totalLength(covered))} of it.`)}`,
  ].join('\n');
}

export const LEGEND = `${styled('green', '█')} at work and covered   ${styled('yellow', '░')} at work, not covered   ${styled('dim', '·')} off`;

const CELLS_PER_HOUR = 3;
const HOURS = [0, 3, 6, 9, 12, 15, 18, 21]
  .map((hour) =>
    String(hour)
      .padStart(2, '0')
      .padEnd(3 * CELLS_PER_HOUR),
  )
  .join('');

/** Each cell shows what holds at its middle. */
function bar(worked: readonly Period[], covered: readonly Period[], day: Day): string {
  const minutes = 60 / CELLS_PER_HOUR;
  const middles = Array.from({ length: 24 * CELLS_PER_HOUR }, (_, cell) => momentOf(day, (cell + 0.5) * minutes));
  const cells = middles.map((at) => cellAt(at, worked, covered)).join('');
  return cells.replaceAll(/█+|░+|·+/g, (run) => styled(STYLES[run[0] as keyof typeof STYLES], run));
}

const STYLES = { '█': 'green', '░': 'yellow', '·': 'dim' } as const;

function cellAt(at: Instant, worked: readonly Period[], covered: readonly Period[]): keyof typeof STYLES {
  if (covered.some((period) => contains(period, at))) return '█';
  return worked.some((period) => contains(period, at)) ? '░' : '·';
}

function momentOf({ date, timeZone }: Day, minute: number): Instant {
  const local = date.toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 });
  return fromTemporal(local.toZonedDateTime(timeZone).toInstant());
}

function shiftRows(work: CustomerShift, eligibility: Eligibility, day: Day): string[][] {
  const period = shiftPeriod(work.shift);
  const end =
    endAsOf(work.shift, Infinity).tag === 'logout' ? '' : 'no logout: ended when the longest shift had passed';
  return [
    [`  ${span(period, day)}`, 'shift', spell(period.to - period.from), end],
    ...gapsIn(work, eligibility).map((gap) => gapRow(gap, day)),
  ];
}

function gapRow({ period, reason }: Gap, day: Day): string[] {
  return [`  ${span(period, day)}`, styled('yellow', 'gap'), spell(period.to - period.from), GAPS[reason]];
}

const GAPS: Readonly<Record<GapReason, string>> = {
  not_a_customer_yet: 'not covered: not a customer yet',
  work_provider_ended: 'not covered: the work provider had ended',
  not_linked: 'not covered: the driver ID was not linked yet',
  link_ended: 'not covered: the link had ended',
  linked_to_another: 'not covered: linked to another customer',
  suspended: 'not covered: cover was suspended',
  refused: 'not covered: the work provider was refused',
};

function eventRow(event: EventWithOutcome, all: readonly EventWithOutcome[], day: Day): string[] {
  const came = OUTCOMES[event.outcome];
  return [`  ${time(event.occurredAt, day)}`, event.kind, came, styled('dim', remarks(event, all, day).join('; '))];
}

/** Ids follow the order of arrival. */
function remarks(event: EventWithOutcome, all: readonly EventWithOutcome[], day: Day): string[] {
  const overtook = all.find((other) => other.id < event.id && other.occurredAt > event.occurredAt);
  return [
    ...(event.identifierKind === 'policyId' ? ['by customer number'] : []),
    ...(overtook ? [`arrived after the ${overtook.kind} of ${time(overtook.occurredAt, day)}`] : []),
  ];
}

function span({ from, to }: Period, day: Day): string {
  return `${time(from, day)}–${time(to, day)}`;
}

function time(at: Instant, { timeZone }: Day): string {
  return localTime(at, timeZone).toPlainTime().toString({ smallestUnit: 'minute' });
}
