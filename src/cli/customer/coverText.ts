import type { Cover } from '../../core/cover/cover.ts';
import type { Event } from '../../core/event.ts';
import { endAsOf, type Shift } from '../../core/shift/timeline.ts';
import { type Instant, MINUTE, spell } from '../../core/time/instant.ts';
import type { CoverAnswer, Evidence, NoCoverReason } from '../../queries/cover/coverAt.ts';
import type { Customer } from '../../store/customer/customers.ts';
import { columns, styled } from '../frame/table.ts';
import { formatInstant, zoneAt } from '../frame/times.ts';
import { driverIdOf } from './shiftJson.ts';

/** The question, as it was put. */
export type LinkRequest = {
  readonly customer: Customer;
  readonly at: Instant;
  readonly knownAt: Instant;
  readonly now: Instant;
};

/** An answer to read aloud, then what it stands on. Times are those of the work provider's zone. */
export function coverText(found: CoverAnswer, asked: LinkRequest): string {
  const zone = zoneOf(found, asked.at);
  const when = `${formatInstant(asked.at, zone)}${knowing(asked, zone)}`;
  switch (found.tag) {
    case 'covered':
      return [
        `${styled('green', 'Yes.')} ${named(asked.customer)} was covered at ${when}.`,
        ...found.through.map((each) => evidenceText(each, each.cover, asked)),
      ].join('\n\n');
    case 'not_covered': {
      const reasons = found.because.map((reason) => REASONS[reason]).join('; and ');
      const head = `${styled('red', 'No.')} ${named(asked.customer)} was not covered at ${when}: ${reasons}.`;
      return [head, ...found.work.map((each) => evidenceText(each, undefined, asked))].join('\n\n');
    }
    case 'undetermined':
      return `${styled('yellow', 'Not yet.')} ${when} has not come: a login or logout may still come before it.`;
    default:
      return found satisfies never;
  }
}

const REASONS: Readonly<Record<NoCoverReason, string>> = {
  unknown_customer: 'they were not a customer yet, as far as was known',
  no_shift: 'no shift of theirs is known at that moment',
  not_linked: 'they were at work, but the driver ID was not linked to them yet',
  link_ended: 'they were at work, but the link to the driver ID had ended',
  linked_to_another: 'the driver ID was at work, but linked to another customer',
  suspended: 'they were at work, but their cover was suspended',
  refused: 'they were at work, but had refused cover for that work provider',
};

function zoneOf(found: CoverAnswer, at: Instant): string {
  const evidence = found.tag === 'covered' ? found.through : found.tag === 'not_covered' ? found.work : [];
  return evidence[0] ? zoneAt(evidence[0].workProvider.settings, at) : 'UTC';
}

function knowing({ knownAt, now }: LinkRequest, zone: string): string {
  if (knownAt === Infinity) return '';
  return `, as known at ${formatInstant(knownAt, zone)}${knownAt > now ? ' (which has not come yet: as known now)' : ''}`;
}

function named({ number, name }: Customer): string {
  return name === null ? number : `${name} (${number})`;
}

function evidenceText(
  { workProvider, work, events }: Evidence,
  through: Cover | undefined,
  asked: LinkRequest,
): string {
  const zone = zoneAt(workProvider.settings, asked.at);
  const asOf = Math.min(asked.now, asked.knownAt);
  const driverId = driverIdOf(work.lane);
  const title = `${workProvider.name}, ${driverId === null ? 'by customer number' : `driver ID ${driverId}`}`;
  const facts = [
    ['  shift', shiftText(work.shift, asOf, zone)],
    ...(through ? coverFacts(through, asOf, zone) : []),
    ...events.map((event) => [`  ${event.kind}`, eventText(event, zone)]),
  ];
  const warnings = events
    .filter((event) => event.kind === 'login' && event.receivedAt > asked.at)
    .map((event) => lateText(event, asked.at));
  return [styled('bold', title), ...columns(facts), ...warnings].join('\n');
}

function shiftText(shift: Shift, asOf: Instant, zone: string): string {
  const from = `from ${formatInstant(shift.from, zone)}`;
  const end = endAsOf(shift, asOf);
  switch (end.tag) {
    case 'open':
      return `${from}, no logout yet; it ends at ${formatInstant(shift.limitAt, zone)} at the latest`;
    case 'logout':
      return `${from} to ${formatInstant(end.at, zone)}`;
    case 'limit':
      return `${from} to ${formatInstant(end.at, zone)}, where the longest shift had passed without a logout`;
    default:
      return end satisfies never;
  }
}

function coverFacts({ laneShift: work, period, link }: Cover, asOf: Instant, zone: string): string[][] {
  const atLatest = endAsOf(work.shift, asOf).tag === 'open' ? ' at the latest' : '';
  const facts = [
    ['  cover', `from ${formatInstant(period.from, zone)} to ${formatInstant(period.to, zone)}${atLatest}`],
  ];
  if (!link) return facts;
  const end = link.held.to === Infinity ? 'on' : `to ${formatInstant(link.held.to, zone)}`;
  const told = `recorded ${formatInstant(link.recordedAt, zone)}`;
  return [
    ...facts,
    ['  link', `driver ID ${link.driverId}, from ${formatInstant(link.held.from, zone)} ${end}, ${told}`],
  ];
}

function eventText({ id, occurredAt, receivedAt }: Event, zone: string): string {
  const late = receivedAt - occurredAt;
  const how = late >= MINUTE ? `${spell(late)} later` : 'at once';
  return `${formatInstant(occurredAt, zone)}, received ${formatInstant(receivedAt, zone)} (${how}; event ${id})`;
}

/** The first thing a claims handler looks for. */
function lateText({ receivedAt }: Event, at: Instant): string {
  return `  ${styled('yellow', 'Note:')} the login was received only ${spell(receivedAt - at)} after the moment asked about.`;
}
