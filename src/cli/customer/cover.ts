import type { Command } from 'commander';
import { recordedAt } from '../../core/cover/answer.ts';
import type { Cover, LaneShift } from '../../core/cover/cover.ts';
import type { FactEvent } from '../../core/cover/facts.ts';
import { identifierMembers, receivedApart } from '../../core/event.ts';
import { endAsOf } from '../../core/shift/timeline.ts';
import { clock, type Instant, toRfc3339OrNull } from '../../core/time/instant.ts';
import { type CoverAnswer, coverAt, eventsOf } from '../../queries/cover/coverAt.ts';
import { inSnapshot } from '../../store/postgres/database.ts';
import { type Answer, succeed } from '../command/answer.ts';
import { parseInstant } from '../command/arguments.ts';
import { command, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { findPerson, WHO } from '../command/lookup.ts';
import { recordRead } from '../command/recordRead.ts';
import { withDatabase } from '../command/run.ts';
import { driverIdOf, shiftJson } from '../output/shifts.ts';
import { type Asked, coverText } from './coverText.ts';

type Options = OutputOptions & { readonly at?: Instant; readonly knownAt?: Instant };

/** Adds the command that answers whether a customer was covered at an instant, and shows the evidence. */
export function coverCommand(program: Command): void {
  command(
    program,
    'cover',
    'whether a customer was covered at a moment, and why',
    'cover ABC12 --at 2026-03-01T09:30:00Z',
  )
    .argument('<customer>', WHO)
    .option('--at <instant>', 'the moment, with an offset or a zone (unless given: now)', parseInstant)
    .option('--known-at <instant>', 'answer with only what was recorded by then', parseInstant)
    .action((who: string, options: Options) => withDatabase(options, (context) => run(context, who, options)));
}

async function run(
  context: CommandContext,
  who: string,
  { at = clock(), knownAt = Infinity }: Options,
): Promise<Answer> {
  const { pool, ids } = context;
  const customer = await findPerson(pool, who);
  if (customer.tag === 'refused') return customer;
  const customerNumber = customer.customer.number;
  await recordRead(context, 'cover', customerNumber);
  const asked: Asked = { ids, customer: customer.customer, at, knownAt, now: clock() };
  const found = await inSnapshot(pool, (db) => coverAt(db, { customerNumber, at, knownAt, now: asked.now }));
  return succeed(coverText(found, asked), answerJson(found, asked));
}

const COVERED = { covered: true, not_covered: false, undetermined: 'undetermined' } as const;

function answerJson(found: CoverAnswer, asked: Asked) {
  const { answer, nearby, changedSince } = found;
  const through = answer.tag === 'covered' ? answer.through : [];
  const work = answer.tag === 'covered' ? [] : answer.work;
  return {
    covered: COVERED[answer.tag],
    because: answer.tag === 'covered' ? [] : answer.because,
    finalFrom: answer.tag === 'undetermined' ? toRfc3339OrNull(answer.finalFrom ?? Infinity) : null,
    customerNumber: asked.customer.number,
    at: toRfc3339OrNull(asked.at),
    knownAt: toRfc3339OrNull(asked.knownAt),
    through: through.map((each) => workJson(each.laneShift, each, found, asked)),
    work: work.map((each) => workJson(each, undefined, found, asked)),
    nearby: nearby.map(({ event, outcome }) => ({ ...eventJson(event, asked), outcome })),
    changedSince: changedSince.map(({ fact, kind, at }) => ({
      kind,
      at: toRfc3339OrNull(at),
      recordedAt: toRfc3339OrNull(recordedAt(fact)),
      by: 'receivedAt' in fact ? (found.providers.get(fact.workProvider)?.name ?? '') : fact.by,
      why: 'receivedAt' in fact ? '' : fact.why,
      eventId: 'receivedAt' in fact ? asked.ids.write('event', fact.workProvider, fact.id) : null,
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
          from: toRfc3339OrNull(link.held.from),
          to: toRfc3339OrNull(link.held.to),
          recordedAt: toRfc3339OrNull(link.recordedAt),
        }
      : null,
    events: eventsOf(shift, found).map((event) => eventJson(event, asked)),
  };
}

/** Cover goes on for as long as the shift does, unless something else ends it first. */
function coverJson({ laneShift: { shift }, period }: Cover, asOf: Instant) {
  const goesOn = endAsOf(shift, asOf).tag === 'open' && period.to === shift.limitAt;
  return { from: toRfc3339OrNull(period.from), to: goesOn ? null : toRfc3339OrNull(period.to) };
}

function eventJson(event: FactEvent, { at, ids }: Asked) {
  const { id, kind, reference, occurredAt, receivedAt } = event;
  return {
    id: ids.write('event', event.workProvider, id),
    kind,
    ...identifierMembers(event),
    reference: reference === '' ? null : reference,
    occurredAt: toRfc3339OrNull(occurredAt),
    receivedAt: toRfc3339OrNull(receivedAt),
    receivedAfter: receivedAt > at,
    ...receivedApart(event),
  };
}
