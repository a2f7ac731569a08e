import type { Subject } from '../../core/event.ts';
import type { Instant } from '../../core/time/instant.ts';
import { ALWAYS, contains, type Period } from '../../core/time/period.ts';
import { type LoggedEvent, STORED_WITHIN } from '../../store/log/eventLog.ts';
import {
  eventsBackwards,
  eventsForwards,
  eventsOfReceipt,
  firstEventSince,
  providerEvent,
  type RepeatedReport,
  repeatsOf,
  subjectEventsBackwards,
  subjectEventsForwards,
  type Void,
  voidOf,
} from '../../store/log/providerEvents.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { type EventOutcome, type EventWithOutcome, withOutcomes } from './outcomes.ts';

/** What a work provider asks of its own part of the log. Undefined members do not narrow the choice. */
export type EventsQuestion = {
  readonly workProvider: number;
  readonly order: 'oldest' | 'newest';
  /** The id of the last event of the page before this one. */
  readonly after: number | undefined;
  readonly received: Period;
  readonly occurred: Period;
  readonly subject: Subject | undefined;
  readonly outcome: EventOutcome | undefined;
  readonly limit: number;
};

/** `end`: where to read on. `more`: whether there was more to read when this was. */
export type EventsPage = {
  readonly items: readonly EventWithOutcome[];
  readonly end: number;
  readonly more: boolean;
};

const CHUNK = 500;
/** Outcomes are derived, so that looking for one means looking through: this many events a page, and then a short page. */
const MOST_LOOKED_THROUGH = 5_000;

/** One page in the order of receipt, which is the order of the log: reading on from `end` neither skips nor repeats. */
export async function eventsPage(db: Queryable, question: EventsQuestion): Promise<EventsPage> {
  const items: EventWithOutcome[] = [];
  const size = chunkSize(question);
  let end = question.after ?? (await firstPosition(db, question));
  for (let lookedThrough = 0; lookedThrough < MOST_LOOKED_THROUGH; lookedThrough += size) {
    const chunk = await readChunk(db, question, end, size);
    const received = chunk.filter((each) => contains(question.received, each.receivedAt));
    const asked = await withOutcomes(
      db,
      received.filter((each) => mayBeChosen(each, question)),
    );
    const byId = new Map(asked.map((event) => [event.id, event]));
    for (const { id } of received) {
      if (items.length === question.limit) return { items, end, more: true };
      end = id;
      const event = byId.get(id);
      if (event && isChosen(event, question)) items.push(event);
    }
    if (chunk.length < size || isPast(chunk.at(-1), question)) return { items, end, more: false };
  }
  return { items, end, more: true };
}

/** One more than is asked for shows whether there is more. */
function chunkSize({ outcome, occurred, limit }: EventsQuestion): number {
  return outcome === undefined && occurred === ALWAYS ? limit + 1 : CHUNK;
}

/** Before the first event that may be meant, or after the last. */
async function firstPosition(db: Queryable, { order, received }: EventsQuestion): Promise<number> {
  if (order === 'oldest') return received.from === -Infinity ? 0 : (await firstEventSince(db, received.from)) - 1;
  return received.to === Infinity ? Number.MAX_SAFE_INTEGER : await firstEventSince(db, received.to);
}

async function readChunk(
  db: Queryable,
  { workProvider, order, subject }: EventsQuestion,
  after: number,
  limit: number,
) {
  const run = { workProvider, after, limit };
  if (subject) return await (order === 'oldest' ? subjectEventsForwards : subjectEventsBackwards)(db, subject, run);
  return await (order === 'oldest' ? eventsForwards : eventsBackwards)(db, run);
}

const STAGES: readonly string[] = ['pending', 'voided', 'set_aside'] satisfies EventOutcome[];

/** Whether an event may be one that is asked for. Decided before outcomes are derived, which costs most. */
function mayBeChosen({ occurredAt, stage }: LoggedEvent, { occurred, outcome }: EventsQuestion): boolean {
  if (!contains(occurred, occurredAt)) return false;
  return outcome === undefined || stage === (STAGES.includes(outcome) ? outcome : 'settled');
}

function isChosen({ outcome }: EventWithOutcome, question: EventsQuestion): boolean {
  return question.outcome === undefined || outcome === question.outcome;
}

/** Whether reading has left the period of receipt that was asked for. */
function isPast(last: LoggedEvent | undefined, { order, received }: EventsQuestion): boolean {
  if (!last) return false;
  return order === 'oldest' ? last.receivedAt >= received.to : last.receivedAt < received.from;
}

/** What one request brought, in the order of the log. `arrivedAt`: the instant in its receipt. */
export async function eventsByReceipt(
  db: Queryable,
  asked: { readonly workProvider: number; readonly receipt: string; readonly arrivedAt: Instant },
): Promise<EventWithOutcome[]> {
  const { workProvider, receipt, arrivedAt } = asked;
  const period = { from: arrivedAt - STORED_WITHIN, to: arrivedAt + STORED_WITHIN };
  return await withOutcomes(db, await eventsOfReceipt(db, { workProvider, receipt, ...period }));
}

/** One event and everything that has been said of it. */
export type WholeEvent = {
  readonly event: EventWithOutcome;
  readonly repeats: readonly RepeatedReport[];
  readonly voided: Void | undefined;
};

export async function wholeEvent(db: Queryable, workProvider: number, id: number): Promise<WholeEvent | undefined> {
  const logged = await providerEvent(db, workProvider, id);
  if (!logged) return undefined;
  const [event] = await withOutcomes(db, [logged]);
  return { event: event as EventWithOutcome, repeats: await repeatsOf(db, id), voided: await voidOf(db, id) };
}
