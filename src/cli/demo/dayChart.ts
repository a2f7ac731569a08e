import { coverPeriods, type Eligibility, type Gap, type GapReason, gapsIn } from '../../core/cover/cover.ts';
import { endAsOf, shiftPeriod } from '../../core/shift/timeline.ts';
import { formatDuration, type Instant } from '../../core/time/instant.ts';
import { contains, type Period, totalLength, union } from '../../core/time/period.ts';
import type { CustomerShift, CustomerShifts } from '../../queries/driver/shifts.ts';
import type { EventWithOutcome } from '../../queries/provider/outcomes.ts';
import { OUTCOMES } from '../output/events.ts';
import { type Cell, columns, styled } from '../output/table.ts';
import { localTime } from '../output/times.ts';
import { type Day, instantOn } from './demoDay.ts';

/** The shifts and events of one driver on one day. Events are in the order in which they occurred. */
export type DriversDay = {
  readonly name: string;
  readonly driverId: string;
  readonly customerNumber: string;
  readonly work: CustomerShifts;
  readonly events: readonly EventWithOutcome[];
};

/** A day as text: a bar of 24 hours, the shifts with their gaps, and the events with what each came to. */
export function dayChart({ name, driverId, customerNumber, work, events }: DriversDay, day: Day): string {
  const { shifts, eligibility } = work;
  const worked = union(shifts.map(({ shift }) => shiftPeriod(shift)));
  const covered = coverPeriods(shifts, eligibility);
  const [workedFor, coveredFor] = [worked, covered].map((periods) => formatDuration(totalLength(periods)));
  return [
    `${styled('bold', name)} · driver ID ${driverId} · customer ${customerNumber}`,
    '',
    `  ${styled('dim', HOURS)}`,
    `  ${bar(worked, covered, day)}`,
    '',
    ...columns(shifts.flatMap((each) => shiftRows(each, eligibility, day))),
    '',
    ...columns(events.map((event) => eventRow(event, events, day))),
    '',
    `  ${styled('bold', `Worked ${workedFor}, covered for ${coveredFor} of it.`)}`,
  ].join('\n');
}

/** The meaning of the cells of a bar. */
export const LEGEND = [
  `${styled('green', '█')} at work and covered`,
  `${styled('yellow', '░')} at work, not covered`,
  `${styled('dim', '·')} off`,
].join('   ');

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
  const middles = Array.from({ length: 24 * CELLS_PER_HOUR }, (_, cell) => (cell + 0.5) * minutes);
  const cells = middles.map((minute) => {
    const at = instantOn(day, { hour: Math.floor(minute / 60), minute: minute % 60 });
    return cellAt(at, worked, covered);
  });
  return cells.join('').replaceAll(/█+|░+|·+/g, (run) => styled(STYLES[run[0] as keyof typeof STYLES], run));
}

const STYLES = { '█': 'green', '░': 'yellow', '·': 'dim' } as const;

function cellAt(at: Instant, worked: readonly Period[], covered: readonly Period[]): keyof typeof STYLES {
  if (covered.some((period) => contains(period, at))) return '█';
  return worked.some((period) => contains(period, at)) ? '░' : '·';
}

function shiftRows(work: CustomerShift, eligibility: Eligibility, day: Day): Cell[][] {
  const period = shiftPeriod(work.shift);
  const end =
    endAsOf(work.shift, Infinity).tag === 'logout' ? '' : 'no logout: ended when the longest shift had passed';
  return [
    [`  ${periodText(period, day)}`, 'shift', formatDuration(period.to - period.from), end],
    ...gapsIn(work, eligibility).map((gap) => gapRow(gap, day)),
  ];
}

function gapRow({ period, reason }: Gap, day: Day): Cell[] {
  const length = formatDuration(period.to - period.from);
  return [`  ${periodText(period, day)}`, ['yellow', 'gap'], length, GAPS[reason]];
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

function eventRow(event: EventWithOutcome, all: readonly EventWithOutcome[], day: Day): Cell[] {
  const outcome = OUTCOMES[event.outcome];
  return [`  ${timeText(event.occurredAt, day)}`, event.kind, outcome, ['dim', remarks(event, all, day)]];
}

/** Ids follow the order of arrival. */
function remarks(event: EventWithOutcome, all: readonly EventWithOutcome[], day: Day): string {
  const overtook = all.find((other) => other.id < event.id && other.occurredAt > event.occurredAt);
  return [
    ...(event.identifierKind === 'policyId' ? ['by customer number'] : []),
    ...(overtook ? [`arrived after the ${overtook.kind} of ${timeText(overtook.occurredAt, day)}`] : []),
  ].join('; ');
}

function periodText({ from, to }: Period, day: Day): string {
  return `${timeText(from, day)}–${timeText(to, day)}`;
}

function timeText(at: Instant, { timeZone }: Day): string {
  return localTime(at, timeZone).toPlainTime().toString({ smallestUnit: 'minute' });
}
