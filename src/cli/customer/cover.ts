import type { Command } from 'commander';
import type { Cover } from '../../core/cover/cover.ts';
import type { Event } from '../../core/event.ts';
import { endAsOf } from '../../core/shift/timeline.ts';
import { clock, type Instant, SECOND } from '../../core/time/instant.ts';
import { type CoverAnswer, coverAt, type Evidence } from '../../queries/cover/coverAt.ts';
import { inSnapshot } from '../../store/postgres/database.ts';
import { type Answer, told } from '../frame/answer.ts';
import { anInstant } from '../frame/arguments.ts';
import { command, type OutputOptions } from '../frame/command.ts';
import type { CommandContext } from '../frame/context.ts';
import { findCustomer, isRefused } from '../frame/lookup.ts';
import { withDatabase } from '../frame/run.ts';
import { orNull } from '../frame/times.ts';
import { coverText, type LinkRequest } from './coverText.ts';
import { driverIdOf, shiftJson } from './shiftJson.ts';

type Question = OutputOptions & { readonly at: Instant; readonly knownAt?: Instant };

/** Whether a customer was covered at a moment, and what that stands on. */
export function cover(program: Command): void {
  command(
    program,
    'cover',
    'whether a customer was covered at a moment, and why',
    'cover ABC12 --at 2026-03-01T09:30:00Z',
  )
    .argument('<customer-number>', 'the customer')
    .requiredOption('--at <instant>', 'the moment, with an offset or Z', anInstant)
    .option('--known-at <instant>', 'answer with only what was recorded by then', anInstant)
    .action((number: string, given: Question) => withDatabase(given, (context) => answer(context, number, given)));
}

/** The answer comes from the event log itself: what waits to be settled counts already. */
async function answer(
  { pool }: CommandContext,
  customerNumber: string,
  { at, knownAt = Infinity }: Question,
): Promise<Answer> {
  const customer = await findCustomer(pool, customerNumber);
  if (isRefused(customer)) return customer;
  const asked: LinkRequest = { customer, at, knownAt, now: clock() };
  const found = await inSnapshot(pool, (db) => coverAt(db, { customerNumber, at, knownAt, now: asked.now }));
  return told(coverText(found, asked), asJson(found, asked));
}

function asJson(found: CoverAnswer, asked: LinkRequest) {
  const question = { customerNumber: asked.customer.number, at: orNull(asked.at), knownAt: orNull(asked.knownAt) };
  switch (found.tag) {
    case 'covered':
      return {
        covered: true,
        ...question,
        through: found.through.map((each) => evidenceJson(each, each.cover, asked)),
      };
    case 'not_covered': {
      const work = found.work.map((each) => evidenceJson(each, undefined, asked));
      return { covered: false, ...question, because: found.because, work };
    }
    case 'undetermined':
      return { covered: 'undetermined', ...question, because: [found.because] };
    default:
      return found satisfies never;
  }
}

function evidenceJson({ workProvider, work, events }: Evidence, through: Cover | undefined, asked: LinkRequest) {
  const asOf = Math.min(asked.now, asked.knownAt);
  const link = through?.link;
  return {
    workProvider: workProvider.name,
    driverId: driverIdOf(work.lane),
    shift: shiftJson(work.shift, asOf),
    cover: through ? coverJson(through, asOf) : null,
    link: link
      ? {
          driverId: link.driverId,
          from: orNull(link.held.from),
          to: orNull(link.held.to),
          recordedAt: orNull(link.recordedAt),
        }
      : null,
    events: events.map((event) => eventJson(event, asked.at)),
  };
}

/** Cover goes on for as long as the shift does, unless something else ends it first. */
function coverJson({ laneShift: work, period }: Cover, asOf: Instant) {
  const goesOn = endAsOf(work.shift, asOf).tag === 'open' && period.to === work.shift.limitAt;
  return { from: orNull(period.from), to: goesOn ? null : orNull(period.to) };
}

function eventJson({ id, kind, occurredAt, receivedAt }: Event, at: Instant) {
  return {
    id: String(id),
    kind,
    occurredAt: orNull(occurredAt),
    receivedAt: orNull(receivedAt),
    receivedAfter: receivedAt > at,
    lateBySeconds: Math.max(0, Math.trunc((receivedAt - occurredAt) / SECOND)),
  };
}
