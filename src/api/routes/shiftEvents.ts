import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import type { EventKind } from '../../core/event.ts';
import { clock } from '../../core/time/instant.ts';
import type { Intake } from '../../intake/intake.ts';
import { callerOf } from '../http/authenticate.ts';
import { sendPending, sendRefusal } from '../http/wire.ts';
import { type Parse, reportsIn } from '../parse/body.ts';
import { BatchShape, ReportShape } from '../parse/driver.ts';
import { parseBatch, parseOne } from '../parse/reports.ts';
import { reportingEntry } from '../wire/reporting.ts';

/** The contract's four endpoints that report logins and logouts. */
export function shiftEvents(app: FastifyInstance, intake: Intake): void {
  const one = (id: string, summary: string) => entry(id, summary, ReportShape);
  const many = (id: string, summary: string) => entry(id, summary, BatchShape);
  app.post('/v1/shift/login', one('reportLogin', 'A driver logs in'), accept(intake, 'login', parseOne));
  app.post('/v1/shift/logout', one('reportLogout', 'A driver logs out'), accept(intake, 'logout', parseOne));
  app.post('/v1/batch/login', many('reportLogins', 'Drivers log in'), accept(intake, 'login', parseBatch));
  app.post('/v1/batch/logout', many('reportLogouts', 'Drivers log out'), accept(intake, 'logout', parseBatch));
}

function entry(operationId: string, summary: string, body: TSchema) {
  return { schema: reportingEntry(operationId, summary, body), config: { takesBytes: true } };
}

/** Parse, store, and only then answer: the 202 says that the events are durable. */
function accept(intake: Intake, kind: EventKind, parse: Parse) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const parsed = reportsIn(request, kind, parse, clock());
    if (parsed.tag === 'refused') return sendRefusal(reply, parsed);
    const stored = await intake.store(callerOf(request).workProvider, request.id, parsed.reports);
    return stored.tag === 'refused' ? sendRefusal(reply, stored) : sendPending(reply);
  };
}
