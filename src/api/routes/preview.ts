import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { TSchema } from 'typebox';
import type { EventKind } from '../../core/event.ts';
import { settingAt } from '../../core/shift/setting.ts';
import { clock, toRfc3339 } from '../../core/time/instant.ts';
import { type Previewed, preview } from '../../queries/provider/preview.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import { callerOf } from '../http/authenticate.ts';
import { sendRefusal } from '../http/wire.ts';
import { type Parse, reportsIn } from '../parse/body.ts';
import { BatchShape, ReportShape } from '../parse/driver.ts';
import { parseBatch, parseOne } from '../parse/reports.ts';
import { readingInWords } from '../wire/event.ts';
import { type PreviewJson, previewEntry } from '../wire/preview.ts';

/** What each of the contract's four endpoints would say and do, without doing it. */
export function previews(app: FastifyInstance, pool: pg.Pool): void {
  const one = (id: string, kind: string) => entry(id, `What a ${kind} would come to`, ReportShape);
  const many = (id: string, kind: string) => entry(id, `What ${kind}s would come to`, BatchShape);
  app.post('/v1/preview/shift/login', one('previewLogin', 'login'), show('login', parseOne));
  app.post('/v1/preview/shift/logout', one('previewLogout', 'logout'), show('logout', parseOne));
  app.post('/v1/preview/batch/login', many('previewLogins', 'login'), show('login', parseBatch));
  app.post('/v1/preview/batch/logout', many('previewLogouts', 'logout'), show('logout', parseBatch));

  function show(kind: EventKind, parse: Parse) {
    return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const now = clock();
      const parsed = reportsIn(request, kind, parse, now);
      if (parsed.tag === 'refused') return sendRefusal(reply, parsed);
      const { workProvider, settings } = callerOf(request);
      const previewer = { workProvider, settings, now };
      const found = await inTenancy(pool, workProvider, (db) => preview(db, parsed.reports, previewer));
      return reply.send(asJson(found, settingAt(settings, now).timeZone));
    };
  }
}

function entry(operationId: string, summary: string, body: TSchema) {
  return { schema: previewEntry(operationId, summary, body), config: { takesBytes: true } };
}

function asJson(found: readonly Previewed[], timeZone: string): PreviewJson {
  const items = found.map(({ report, known, linked, outcome }) => ({
    occurredAt: toRfc3339(report.occurredAt),
    reading: report.reading,
    how: readingInWords(report.reading, timeZone),
    known,
    linked,
    outcome: outcome ?? null,
  }));
  return { items };
}
