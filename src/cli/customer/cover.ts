import type { Command } from 'commander';
import { recordedAt } from '../../core/cover/answer.ts';
import type { Cover, LaneShift } from '../../core/cover/cover.ts';
import type { FactEvent } from '../../core/cover/facts.ts';
import { endAsOf } from '../../core/shift/timeline.ts';
import { clock, type Instant, SECOND } from '../../core/time/instant.ts';
import { type CoverAnswer, coverAt, eventsOf } from '../../queries/cover/coverAt.ts';
import { inSnapshot } from '../../store/postgres/database.ts';
import { type Answer, told } from '../frame/answer.ts';
import { anInstant } from '../frame/arguments.ts';
import { command, type OutputOptions } from '../frame/command.ts';
import type { CommandContext } from '../frame/context.ts';
import { findCustomer, isRefused } from '../frame/lookup.ts';
import { withDatabase } from '../frame/run.ts';
import { orNull } from '../frame/times.ts';
import { type Asked, coverText } from './coverText.ts';
import { driverIdOf, shiftJson } from './shiftJson.ts';

type Question = OutputOptions & { readonly at: Instant; readonly knownAt?: Instant };

/** Whether a customer was covered at an instant, and what that stands on. */
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

async function answer(
  { pool }: CommandContext,
  customerNumber: string,
  { at, knownAt = Infinity }: Question,
): Promise<Answer> {
  const customer = await findCustomer(pool, customerNumber);
  if (isRefused(customer)) return customer;
  const asked: Asked = { customer, at, knownAt, now: clock() };
  const found = await inSnapshot(pool, (db) => coverAt(db, { customerNumber, at, knownAt, now: asked.now }));
  return told(coverText(found, asked), asJson(found, asked));
}

const COVERED = { covered: true, not_covered: false, undetermined: 'undetermined' } as const;

function asJson(found: CoverAnswer, asked: Asked) {
  const { answer, nearby, changedSince } = found;
  const through = answer.tag === 'covered' ? answer.through : [];
  const work = answer.tag === 'covered' ? [] : answer.work;
  return {
    covered: COVERED[answer.tag],
    because: answer.tag === 'covered' ? [] : answer.because,
    finalFrom: answer.tag === 'undetermined' ? orNull(answer.finalFrom ?? Infinity) : null,
    customerNumber: asked.customer.number,
    at: orNull(asked.at),
    knownAt: orNull(asked.knownAt),
    through: through.map((each) => workJson(each.laneShift, each, found, asked)),
    work: work.map((each) => workJson(each, undefined, found, asked)),
    nearby: nearby.map(({ event, outcome }) => ({ ...eventJson(event, asked.at), outcome })),
    changedSince: changedSince.map(({ fact, kind, at }) => ({
      kind,
      at: orNull(at),
      recordedAt: orNull(recordedAt(fact)),
      by: 'receivedAt' in fact ? (found.providers.get(fact.workProvider)?.name ?? '') : fact.by,
      why: 'receivedAt' in fact ? '' : fact.why,
      eventId: 'receivedAt' in fact ? String(fact.id) : null,
    })),
  };
}

function workJson({ lane, shift }: LaneShift, through: Cover | undefined, found: CoverAnswer, asked: Asked) {
  const asOf = Math.min(asked.now, asked.knownAt);
  const link = through?.link;
  return {
    workProvider: found.providers.get(lane.workProvider)?.name ?? '',
    driverId: driverIdOf(lane),
    reference: lane.reference === '' ? null : lane.reference,
    shift: shiftJson(shift, asOf),
    cover: through ? coverJson(through, asOf) : null,
    link: link
      ? {
          driverId: link.driverId,
          from: orNull(link.held.from),
          to: orNull(link.held.to),
          recordedAt: orNull(link.recordedAt),
        }
      : null,
    events: eventsOf(shift, found).map((event) => eventJson(event, asked.at)),
  };
}

/** Cover goes on for as long as the shift does, unless something else ends it first. */
function coverJson({ laneShift: { shift }, period }: Cover, asOf: Instant) {
  const goesOn = endAsOf(shift, asOf).tag === 'open' && period.to === shift.limitAt;
  return { from: orNull(period.from), to: goesOn ? null : orNull(period.to) };
}

/** `receivedBeforeSeconds`: it was sent so long ahead of its own time; else `receivedAfterSeconds`. */
function eventJson(
  { id, kind, identifierKind, identifier, reference, occurredAt, receivedAt }: FactEvent,
  at: Instant,
) {
  const late = Math.trunc((receivedAt - occurredAt) / SECOND);
  return {
    id: String(id),
    kind,
    driverId: identifierKind === 'driverId' ? identifier : null,
    policyId: identifierKind === 'policyId' ? identifier : null,
    reference: reference === '' ? null : reference,
    occurredAt: orNull(occurredAt),
    receivedAt: orNull(receivedAt),
    receivedAfter: receivedAt > at,
    ...(receivedAt < occurredAt ? { receivedBeforeSeconds: -late } : { receivedAfterSeconds: late }),
  };
}
