import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Finding } from '../../core/feed/feedHealth.ts';
import { settingAt } from '../../core/shift/setting.ts';
import { formatDuration, type Instant, toRfc3339 } from '../../core/time/instant.ts';
import { type FeedHealth, feedHealth, readFeed } from '../../queries/provider/feedHealth.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import { callerOf, nowOf } from '../http/authenticate.ts';
import { inSlices } from '../limits/slices.ts';
import { GET_HEALTH_REPORT, type HealthReportJson, type HealthReportQuery } from '../wire/healthReport.ts';
import type { RouteParts } from './parts.ts';

/** Registers the report on the quality of a work provider's feed, and what would correct it. */
export function healthReport(app: FastifyInstance, { reads, ids }: RouteParts): void {
  app.get('/v1/health-report', { schema: GET_HEALTH_REPORT }, getHealthReport);

  async function getHealthReport(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { workProvider, settings, ahead } = callerOf(request);
    const now = nowOf({ ahead });
    const { days } = request.query as HealthReportQuery;
    const read = await inTenancy(reads, workProvider, (db) => readFeed(db, { workProvider, days, now, ahead }));
    const found = await inSlices(feedHealth(read));
    const { timeZone } = settingAt(settings, now);
    return reply.send(reportJson(found, timeZone, (id) => ids.write('event', workProvider, id)));
  }
}

function reportJson(found: FeedHealth, timeZone: string, writeId: (id: number) => string): HealthReportJson {
  const { looked, complete, lateness } = found;
  return {
    from: toRfc3339(toMillisecond(found.from)),
    to: toRfc3339(toMillisecond(found.to)),
    looked,
    complete,
    lateness,
    days: found.days.map((day) => ({ ...day })),
    findings: found.findings.map((finding) => ({
      code: finding.code,
      count: finding.count,
      share: finding.share,
      ...findingText(finding, timeZone),
      examples: finding.eventIds.map(writeId),
    })),
  };
}

function toMillisecond(at: Instant): Instant {
  return Math.floor(at / 1000) * 1000;
}

type FindingText = { readonly sentence: string; readonly likelyFix: string };

function findingText({ code, count, zone, clock, similar = [] }: Finding, timeZone: string): FindingText {
  switch (code) {
    case 'time_zone_fault':
      if (!zone) throw new Error('a wrong time zone without the offset that shows it');
      return zoneText(zone, timeZone);
    case 'clock_ahead':
    case 'clock_behind':
      if (!clock) throw new Error('a wrong clock without the offset that shows it');
      return {
        sentence: `Your clock is ${formatDuration(Math.abs(clock.offset))} ${clock.offset > 0 ? 'ahead of' : 'behind'} ours: ${count} events show it.`,
        likelyFix: 'Set the clock of the machine that writes the timestamps by NTP.',
      };
    case 'login_and_logout_at_one_instant':
      return {
        sentence: `${count} logins have a logout of the same driver at the same instant.`,
        likelyFix: 'Send each with its own time. At one instant the logout counts first, so the driver stays at work.',
      };
    case 'similar_driver_ids':
      return {
        sentence: `${count} events name a driver ID that is not linked and looks like one that is: ${similar.map(({ reported, linked }) => `${JSON.stringify(reported)} and ${JSON.stringify(linked)}`).join(', ')}.`,
        likelyFix: 'Send the driver ID exactly as it is linked: blanks, case, leading zeros and accents count.',
      };
    case 'events_ahead_of_time':
      return {
        sentence: `${count} events were sent before they happened.`,
        likelyFix: 'Report a login or logout when it happens: one that is sent ahead may not come true.',
      };
    case 'missing_logouts':
      return {
        sentence: `${count} shifts ended at their limit, because no logout came.`,
        likelyFix:
          'Report the logout when a driver goes off, also after the app has crashed; a late one still amends its shift.',
      };
    case 'logouts_without_login':
      return {
        sentence: `${count} logouts had no login before them and came to nothing.`,
        likelyFix:
          'Report the login too; one that arrives late still counts. Check that login and logout name the driver alike.',
      };
    case 'drivers_not_linked':
      return {
        sentence: `${count} events name a driver ID that was linked to no customer at the time: they give no cover.`,
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
        sentence: `${count} events could not be settled, and the insurer was notified.`,
        likelyFix: 'Nothing on your side; ask the insurer with one of the ids.',
      };
    default:
      return code satisfies never;
  }
}

function zoneText({ offset, local }: NonNullable<Finding['zone']>, timeZone: string): FindingText {
  const away = `${formatDuration(Math.abs(offset))} ${offset > 0 ? 'after' : 'before'}`;
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
