import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EventKind } from '../../core/event.ts';
import { toRfc3339 } from '../../core/time/instant.ts';
import { type Previewed, preview } from '../../queries/provider/preview.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import { sendRefusal } from '../http/answers.ts';
import { callerOf, nowOf } from '../http/authenticate.ts';
import { CHECKS_ITSELF } from '../http/checking.ts';
import { LARGEST_BODY } from '../limits/bodyBudget.ts';
import { readByFor } from '../parse/eventTime.ts';
import { type Parse, parseBatch, parseOne } from '../parse/reports.ts';
import { readingInWords } from '../wire/event.ts';
import { PREVIEW_LOGIN, PREVIEW_LOGINS, PREVIEW_LOGOUT, PREVIEW_LOGOUTS, type PreviewJson } from '../wire/preview.ts';
import type { RouteParts } from './parts.ts';

/** Registers the previews of the contract's four endpoints: what each would answer and store, without storing it. */
export function previews(app: FastifyInstance, { reads }: RouteParts): void {
  app.post('/v1/preview/shift/login', { schema: PREVIEW_LOGIN, ...CHECKS_ITSELF }, show('login', parseOne));
  app.post('/v1/preview/shift/logout', { schema: PREVIEW_LOGOUT, ...CHECKS_ITSELF }, show('logout', parseOne));
  app.post(
    '/v1/preview/batch/login',
    { schema: PREVIEW_LOGINS, ...CHECKS_ITSELF, bodyLimit: LARGEST_BODY.batch },
    show('login', parseBatch),
  );
  app.post(
    '/v1/preview/batch/logout',
    { schema: PREVIEW_LOGOUTS, ...CHECKS_ITSELF, bodyLimit: LARGEST_BODY.batch },
    show('logout', parseBatch),
  );

  function show(kind: EventKind, parse: Parse) {
    return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const { workProvider, settings, end, ahead } = callerOf(request);
      const by = readByFor({ settings }, nowOf({ ahead }));
      const parsed = parse(request.body, kind, by);
      if (parsed.tag === 'refused') return sendRefusal(reply, parsed);
      const previewer = { workProvider, settings, end, now: by.now };
      const found = await inTenancy(reads, workProvider, (db) => preview(db, parsed.reports, previewer));
      return reply.send(previewJson(found, by.timeZone));
    };
  }
}

function previewJson(found: readonly Previewed[], timeZone: string): PreviewJson {
  const items = found.map(({ report, known, linked, outcome }) => ({
    occurredAt: toRfc3339(report.occurredAt),
    reading: report.reading,
    how: readingInWords(report.reading, timeZone),
    known: known !== 'no',
    voided: known === 'voided',
    linked,
    outcome: outcome ?? null,
  }));
  return { items };
}
