import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EventKind } from '../../core/event.ts';
import { sendPending, sendRefusal } from '../http/answers.ts';
import { callerOf, nowOf } from '../http/authenticate.ts';
import { CHECKS_ITSELF } from '../http/checking.ts';
import { LARGEST_BODY } from '../limits/bodyBudget.ts';
import { readByFor } from '../parse/eventTime.ts';
import { type Parse, parseBatch, parseOne } from '../parse/reports.ts';
import { REPORT_LOGIN, REPORT_LOGINS, REPORT_LOGOUT, REPORT_LOGOUTS } from '../wire/report.ts';
import type { RouteParts } from './parts.ts';

/** Registers the contract's four endpoints that report logins and logouts. */
export function shiftEvents(app: FastifyInstance, { intake }: RouteParts): void {
  app.post('/v1/shift/login', { schema: REPORT_LOGIN, ...CHECKS_ITSELF }, report('login', parseOne));
  app.post('/v1/shift/logout', { schema: REPORT_LOGOUT, ...CHECKS_ITSELF }, report('logout', parseOne));
  app.post(
    '/v1/batch/login',
    { schema: REPORT_LOGINS, ...CHECKS_ITSELF, bodyLimit: LARGEST_BODY.batch },
    report('login', parseBatch),
  );
  app.post(
    '/v1/batch/logout',
    { schema: REPORT_LOGOUTS, ...CHECKS_ITSELF, bodyLimit: LARGEST_BODY.batch },
    report('logout', parseBatch),
  );

  /** Answers 202 only after the events are stored durably. */
  function report(kind: EventKind, parse: Parse) {
    return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const caller = callerOf(request);
      const parsed = parse(request.body, kind, readByFor(caller, nowOf(caller)));
      if (parsed.tag === 'refused') return sendRefusal(reply, parsed);
      const stored = await intake.store(caller.workProvider, request.id, parsed.reports);
      return stored.tag === 'refused' ? sendRefusal(reply, stored) : sendPending(reply);
    };
  }
}
