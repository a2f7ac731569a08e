import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import type { Finding } from '../../core/feed/feedHealth.ts';
import { settingAt } from '../../core/shift/setting.ts';
import { clock, type Instant, spell, toRfc3339 } from '../../core/time/instant.ts';
import { type FeedHealth, feedHealth } from '../../queries/provider/feedHealth.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import type { PublicIds } from '../../store/publicIds.ts';
import { callerOf } from '../http/authenticate.ts';
import { type HealthReportJson, HealthReportQuery, HealthReportShape } from '../wire/healthReport.ts';
import { refusals } from '../wire/refusal.ts';

/** How well a work provider's feed does, and what would mend it. */
export function healthReport(app: FastifyInstance, pool: pg.Pool, ids: PublicIds): void {
  const schema = {
    operationId: 'getHealthReport',
    tags: ['Repair'],
    summary: 'The quality of your feed',
    description:
      'How late events come, and what is wrong with them: missing logouts, unknown drivers, a time zone that cannot be right. Each with examples and the likely fix.',
    querystring: HealthReportQuery,
    response: { 200: HealthReportShape, ...refusals('INVALID_DATA') },
  };
  app.get('/v1/health-report', { schema }, async (request, reply) => {
    const { workProvider, settings } = callerOf(request);
    const now = clock();
    const { days } = request.query as HealthReportQuery;
    const found = await inTenancy(pool, workProvider, (db) => feedHealth(db, { workProvider, days, now }));
    const { timeZone } = settingAt(settings, now);
    return await reply.send(asJson(found, timeZone, (id) => ids.write('event', workProvider, id)));
  });
}

function asJson(found: FeedHealth, timeZone: string, writeId: (id: number) => string): HealthReportJson {
  const { looked, complete, lateness } = found;
  return {
    from: toRfc3339(millisecond(found.from)),
    to: toRfc3339(millisecond(found.to)),
    looked,
    complete,
    lateness,
    days: found.days.map((day) => ({ ...day })),
    findings: found.findings.map((finding) => ({
      code: finding.code,
      count: finding.count,
      share: finding.share,
      ...inWords(finding, timeZone),
      examples: finding.eventIds.map(writeId),
    })),
  };
}

function millisecond(at: Instant): Instant {
  return Math.floor(at / 1000) * 1000;
}

type Words = { readonly sentence: string; readonly likelyFix: string };

function inWords({ code, count, zone }: Finding, timeZone: string): Words {
  switch (code) {
    case 'time_zone_fault':
      if (!zone) throw new Error('a fault of the time zone that does not say which');
      return zoneInWords(zone, timeZone);
    case 'missing_logouts':
      return {
        sentence: `${count} shifts ended at their limit, because no logout came.`,
        likelyFix:
          'Report the logout when a driver goes off, also after the app has crashed; a late one still mends its shift.',
      };
    case 'logouts_without_login':
      return {
        sentence: `${count} logouts had no login before them and came to nothing.`,
        likelyFix:
          'Report the login too; one that arrives later mends it. Check that login and logout name the driver alike.',
      };
    case 'drivers_not_linked':
      return {
        sentence: `${count} events name a driver ID that was linked to no customer at the time: they give nobody cover.`,
        likelyFix:
          'Give these drivers your link to sign up, or check that the driver IDs are the ones that were linked.',
      };
    case 'repeated_logins':
      return {
        sentence: `${count} logins came while the driver was logged in already.`,
        likelyFix: 'Harmless by itself; where a logout is missing in between, report it.',
      };
    case 'repeated_events':
      return {
        sentence: `${count} events were reported more than once, with no effect.`,
        likelyFix: 'Harmless: retries are welcome. If there are many, see whether answers reach you in time.',
      };
    case 'timestamps_without_offset':
      return {
        sentence: `${count} timestamps have no offset and were read as local time in ${timeZone}.`,
        likelyFix:
          'Send the offset, such as 2026-03-01T08:00:00+00:00: the hour that the clocks repeat each autumn is then no question.',
      };
    case 'events_set_aside':
      return {
        sentence: `${count} events could not be settled, and the insurer was told.`,
        likelyFix: 'Nothing on your side; ask the insurer with one of the ids.',
      };
    default:
      return code satisfies never;
  }
}

function zoneInWords({ offset, local }: NonNullable<Finding['zone']>, timeZone: string): Words {
  const away = `${spell(Math.abs(offset))} ${offset > 0 ? 'after' : 'before'}`;
  return local
    ? {
        sentence: `Most timestamps without offset look as if they came ${away} they happened: they are not local time in ${timeZone}.`,
        likelyFix: `Send each timestamp with its offset, such as 2026-03-01T08:00:00Z for UTC, or ask the insurer to set your time zone to the one that you write in.`,
      }
    : {
        sentence: `Most timestamps with an offset look as if they came ${away} they happened: the offset is not that of the time beside it.`,
        likelyFix: 'Check that no local time is sent with a Z or with the offset of another season.',
      };
}
