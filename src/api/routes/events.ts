import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { settingAt } from '../../core/shift/setting.ts';
import { type Instant, SECOND, toRfc3339 } from '../../core/time/instant.ts';
import {
  type EventsPage,
  type EventsQuestion,
  eventsByReceipt,
  eventsPage,
  type WholeEvent,
  wholeEvent,
} from '../../queries/provider/events.ts';
import type { EventWithOutcome } from '../../queries/provider/outcomes.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import type { PublicIds } from '../../store/publicIds.ts';
import { type Caller, callerOf } from '../http/authenticate.ts';
import { sendRefusal } from '../http/wire.ts';
import { askedPeriod } from '../parse/period.ts';
import {
  type EventJson,
  EventsPageShape,
  EventsQuery,
  readingInWords,
  type WholeEventJson,
  WholeEventShape,
} from '../wire/event.ts';
import { idIn, readCursor, writeCursor } from '../wire/page.ts';
import { refusals } from '../wire/refusal.ts';
import { subjectIn } from '../wire/subject.ts';

const tags = ['Events'];

/** What became of everything a work provider sent. */
export function events(app: FastifyInstance, pool: pg.Pool, ids: PublicIds): void {
  const list = {
    operationId: 'listEvents',
    tags,
    summary: 'Your events, and what each came to',
    description: 'In the order in which they were stored: the last first, or from the first on. Only your own.',
    querystring: EventsQuery,
    response: { 200: EventsPageShape, ...refusals('INVALID_DATA') },
  };
  app.get('/v1/events', { schema: list }, async (request, reply) => {
    const query = request.query as EventsQuery;
    const caller = callerOf(request);
    if (query.receipt !== undefined) return await reply.send(await ofReceipt(caller, query.receipt.toLowerCase()));
    const question = asQuestion(query, caller, ids);
    if ('tag' in question) return sendRefusal(reply, question);
    const page = await inTenancy(pool, caller.workProvider, (db) => eventsPage(db, question));
    return await reply.send(pageJson(page, question, caller, ids));
  });

  const one = {
    operationId: 'getEvent',
    tags,
    summary: 'One event in full',
    description: 'As sent, as read and why, when received, what it came to, and which other requests brought it too.',
    params: idIn('event', 'evt_1yRBdLkarZwZWBEnzU9Phg'),
    response: { 200: WholeEventShape, ...refusals('NOT_FOUND') },
  };
  app.get('/v1/events/:id', { schema: one }, async (request: FastifyRequest, reply: FastifyReply) => {
    const caller = callerOf(request);
    const id = ids.read('event', caller.workProvider, (request.params as { id: string }).id);
    const found =
      id === undefined
        ? undefined
        : await inTenancy(pool, caller.workProvider, (db) => wholeEvent(db, caller.workProvider, id));
    return found
      ? await reply.send(wholeJson(found, caller, ids))
      : sendRefusal(reply, refuse('NOT_FOUND', 'you have no event with this id'));
  });

  async function ofReceipt(caller: Caller, receipt: string) {
    const asked = { workProvider: caller.workProvider, receipt, arrivedAt: momentOf(receipt) };
    const found = await inTenancy(pool, caller.workProvider, (db) => eventsByReceipt(db, asked));
    return { items: found.map((event) => eventJson(event, caller, ids)), next: null, more: false };
  }
}

function asQuestion(query: EventsQuery, { workProvider }: Caller, ids: PublicIds): EventsQuestion | Refusal {
  const place = query.cursor === undefined ? undefined : readCursor(ids, workProvider, query.cursor);
  if (query.cursor !== undefined && !place) return refuse('INVALID_DATA', 'cursor must be `next` of an earlier page');
  const received = askedPeriod(['receivedFrom', query.receivedFrom], ['receivedTo', query.receivedTo]);
  if ('tag' in received) return received;
  const occurred = askedPeriod(['occurredFrom', query.occurredFrom], ['occurredTo', query.occurredTo]);
  if ('tag' in occurred) return occurred;
  return {
    workProvider,
    order: query.order,
    after: place && { receivedAt: place[0], id: place[1] },
    received,
    occurred,
    subject: subjectIn(query, workProvider),
    outcome: query.outcome,
    limit: query.limit,
  };
}

/** A UUID of version 7 begins with its moment, in milliseconds. */
function momentOf(receipt: string): Instant {
  return Number.parseInt(receipt.replaceAll('-', '').slice(0, 12), 16) * 1000;
}

function pageJson({ items, end, more }: EventsPage, { order }: EventsQuestion, caller: Caller, ids: PublicIds) {
  const goesOn = more || order === 'oldest';
  const next = goesOn ? writeCursor(ids, caller.workProvider, [end.receivedAt, end.id]) : null;
  return { items: items.map((event) => eventJson(event, caller, ids)), next, more };
}

function eventJson(event: EventWithOutcome, { workProvider, settings }: Caller, ids: PublicIds): EventJson {
  const { timeZone } = settingAt(settings, event.receivedAt);
  return {
    id: ids.write('event', workProvider, event.id),
    receipt: event.receipt,
    kind: event.kind,
    driverId: event.identifierKind === 'driverId' ? event.identifier : null,
    policyId: event.identifierKind === 'policyId' ? event.identifier : null,
    timestamp: event.asSent,
    occurredAt: toRfc3339(event.occurredAt),
    reading: event.reading,
    how: readingInWords(event.reading, timeZone),
    receivedAt: toRfc3339(event.receivedAt),
    latenessSeconds: (event.receivedAt - event.occurredAt) / SECOND,
    outcome: event.outcome,
    linked: event.linked,
    shiftId: event.shiftId === undefined ? null : ids.write('shift', workProvider, event.shiftId),
  };
}

function wholeJson({ event, repeats, voided }: WholeEvent, caller: Caller, ids: PublicIds): WholeEventJson {
  return {
    ...eventJson(event, caller, ids),
    repeats: repeats.map(({ receipt, receivedAt }) => ({ receipt, receivedAt: toRfc3339(receivedAt) })),
    voided: voided ? { at: toRfc3339(voided.recordedAt), reason: voided.reason } : null,
  };
}
