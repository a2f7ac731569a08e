import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { identifierMembers, receivedApart } from '../../core/event.ts';
import { arrivalOf } from '../../core/receipt.ts';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { toRfc3339 } from '../../core/time/instant.ts';
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
import { sendRefusal } from '../http/answers.ts';
import { type Caller, callerOf } from '../http/authenticate.ts';
import { driverFilter } from '../parse/driver.ts';
import { periodIn } from '../parse/period.ts';
import {
  type EventJson,
  type EventsQuery,
  GET_EVENT,
  LIST_EVENTS,
  readingInWords,
  type WholeEventJson,
} from '../wire/event.ts';
import { type CursorScope, cursorScope, type Page, readCursor, wholeList, writeCursor } from '../wire/page.ts';
import { idInPath, type RouteParts } from './parts.ts';

const NO_SUCH_EVENT = refuse('NOT_FOUND', 'you have no event with this id');

/** Registers the endpoints that answer what became of each event of a work provider. */
export function events(app: FastifyInstance, { reads, ids }: RouteParts): void {
  app.get('/v1/events', { schema: LIST_EVENTS }, listEvents);
  app.get('/v1/events/:id', { schema: GET_EVENT }, getEvent);

  async function listEvents(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const query = request.query as EventsQuery;
    const caller = callerOf(request);
    if (query.receipt !== undefined) {
      const refused = besideReceipt(query);
      if (refused) return sendRefusal(reply, refused);
      return reply.send(await listByReceipt(query.receipt.toLowerCase(), caller));
    }
    const scope = cursorScope(ids, caller.workProvider, 'events', query);
    const asked = questionIn(query, scope);
    if (asked.tag === 'refused') return sendRefusal(reply, asked);
    const page = await inTenancy(reads, caller.workProvider, (db) => eventsPage(db, asked.question));
    return reply.send(pageJson(page, query.order, caller, scope));
  }

  async function listByReceipt(receipt: string, caller: Caller): Promise<Page<EventJson>> {
    const { workProvider } = caller;
    const asked = { workProvider, receipt, arrivedAt: arrivalOf(receipt) };
    const found = await inTenancy(reads, workProvider, (db) => eventsByReceipt(db, asked));
    return wholeList(found.map((event) => eventJson(event, caller, ids)));
  }

  async function getEvent(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const caller = callerOf(request);
    const { workProvider } = caller;
    const id = idInPath(request, ids, 'event');
    const found = id && (await inTenancy(reads, workProvider, (db) => wholeEvent(db, workProvider, id)));
    return found ? reply.send(wholeEventJson(found, caller, ids)) : sendRefusal(reply, NO_SUCH_EVENT);
  }
}

/** The refusal of a filter beside `receipt`; undefined without one. `order` and `limit` exclude nothing. */
function besideReceipt({ receipt: _receipt, order: _order, limit: _limit, ...rest }: EventsQuery): Refusal | undefined {
  const [other] = Object.entries(rest);
  if (!other) return undefined;
  const [param, value] = other;
  return refuse('INVALID_DATA', `receipt comes alone: leave out ${param}`, { param, value });
}

function questionIn(
  query: EventsQuery,
  scope: CursorScope,
): { readonly tag: 'question'; readonly question: EventsQuestion } | Refusal {
  const cursor = readCursor(scope, query.cursor, 1);
  if (cursor.tag === 'refused') return cursor;
  const received = periodIn(['receivedFrom', query.receivedFrom], ['receivedTo', query.receivedTo]);
  if (received.tag === 'refused') return received;
  const occurred = periodIn(['occurredFrom', query.occurredFrom], ['occurredTo', query.occurredTo]);
  if (occurred.tag === 'refused') return occurred;
  const driver = driverFilter(query, scope.workProvider);
  if (driver.tag === 'refused') return driver;
  const question: EventsQuestion = {
    workProvider: scope.workProvider,
    order: query.order,
    after: cursor.position?.[0],
    received: received.period,
    occurred: occurred.period,
    subject: driver.subject,
    outcome: query.outcome,
    limit: query.limit,
  };
  return { tag: 'question', question };
}

/** In the order `oldest` there is always a next page: events that have yet to arrive. */
function pageJson(
  { items, end, more }: EventsPage,
  order: EventsQuery['order'],
  caller: Caller,
  scope: CursorScope,
): Page<EventJson> {
  const goesOn = more || order === 'oldest';
  const next = goesOn ? writeCursor(scope, [end]) : null;
  return { items: items.map((event) => eventJson(event, caller, scope.ids)), next, more };
}

function eventJson(event: EventWithOutcome, { workProvider }: Caller, ids: PublicIds): EventJson {
  return {
    id: ids.write('event', workProvider, event.id),
    receipt: event.receipt,
    kind: event.kind,
    ...identifierMembers(event),
    reference: event.reference === '' ? null : event.reference,
    timestamp: event.asSent,
    occurredAt: toRfc3339(event.occurredAt),
    reading: event.reading,
    how: readingInWords(event.reading, event.zone ?? ''),
    receivedAt: toRfc3339(event.receivedAt),
    ...receivedApart(event),
    outcome: event.outcome,
    linked: event.linked,
    shiftId: event.shift ? ids.write('shift', workProvider, event.shift.id) : null,
  };
}

function wholeEventJson({ event, repeats, voided }: WholeEvent, caller: Caller, ids: PublicIds): WholeEventJson {
  return {
    ...eventJson(event, caller, ids),
    repeats: repeats.map(({ receipt, receivedAt }) => ({ receipt, receivedAt: toRfc3339(receivedAt) })),
    voided: voided ? { at: toRfc3339(voided.recordedAt), reason: voided.reason } : null,
  };
}
