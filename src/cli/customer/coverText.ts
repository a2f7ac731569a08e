import { type Change, type Doubt, type NoCoverReason, recordedAt } from '../../core/cover/answer.ts';
import type { Cover, LaneShift } from '../../core/cover/cover.ts';
import type { FactEvent, FactKind } from '../../core/cover/facts.ts';
import { endAsOf, type Shift, shiftPeriod } from '../../core/shift/timeline.ts';
import { formatDuration, type Instant, MINUTE } from '../../core/time/instant.ts';
import { type CoverAnswer, eventsOf } from '../../queries/cover/coverAt.ts';
import type { Customer } from '../../store/customer/customers.ts';
import type { PublicIds } from '../../store/publicIds.ts';
import { driverIdOf } from '../output/shifts.ts';
import { columns, styled } from '../output/table.ts';
import { formatInstant, zoneAt } from '../output/times.ts';

/** What the answer is to. */
export type Asked = {
  readonly ids: PublicIds;
  readonly customer: Customer;
  readonly at: Instant;
  readonly knownAt: Instant;
  readonly now: Instant;
};

/**
 * The answer for a person: what has changed since the instant, the answer, then the evidence. The instant is shown in
 * the zone of the work provider and in UTC, other times only in the zone of the work provider.
 */
export function coverText(found: CoverAnswer, asked: Asked): string {
  const zone = zoneOf(found, asked.at);
  const { answer } = found;
  const work = answer.tag === 'covered' ? answer.through : answer.work.map((laneShift) => ({ laneShift }));
  return [
    ...changesText(found, zone),
    headline(found, asked, zone),
    ...work.map((each) => workText(each.laneShift, 'period' in each ? each : undefined, found, asked)),
    ...(work.length === 0 ? nearbyText(found, asked, zone) : []),
  ].join('\n\n');
}

function headline({ answer }: CoverAnswer, asked: Asked, zone: string): string {
  const when = `${inBoth(asked.at, zone)}${knowing(asked, zone)}`;
  switch (answer.tag) {
    case 'covered':
      return `${styled('green', 'Yes.')} ${named(asked.customer)} was covered at ${when}.`;
    case 'not_covered': {
      const reasons = answer.because.map((reason) => REASONS[reason]).join('; and ');
      return `${styled('red', 'No.')} ${named(asked.customer)} was not covered at ${when}: ${reasons}.`;
    }
    case 'undetermined': {
      const doubts = answer.because.map((doubt) => DOUBTS[doubt]).join('; and ');
      const final = answer.finalFrom === null ? '' : ` It is final from ${formatInstant(answer.finalFrom, zone)} on.`;
      const head = `${styled('yellow', 'Not known.')} Whether ${named(asked.customer)} was covered at ${when}`;
      return `${head}: ${doubts}.${final}`;
    }
    default:
      return answer satisfies never;
  }
}

const REASONS: Readonly<Record<NoCoverReason, string>> = {
  unknown_customer: 'they were not a customer yet, as far as was known',
  not_a_customer_yet: 'they were not a customer yet',
  no_shift: 'no shift of theirs is known at that moment',
  work_provider_ended: 'they were at work, but the work provider had ended',
  not_linked: 'they were at work, but the driver ID was not linked to them yet',
  link_ended: 'they were at work, but the link to the driver ID had ended',
  linked_to_another: 'the driver ID was at work, but linked to another customer',
  suspended: 'they were at work, but their cover was suspended',
  refused: 'they were at work, but had opted out of that work provider',
};

const DOUBTS: Readonly<Record<Doubt, string>> = {
  not_come_yet: 'that moment has not come, so a login or logout may still come before it',
  feed_not_complete: 'reports of that moment may still be on their way',
  doubtful_time: 'a time without an offset lies in a repeated hour, and read otherwise it would change the answer',
  logout_without_login: 'a logout after it answers no login, so they were at work and it is not known since when',
};

function changesText({ changedSince }: CoverAnswer, zone: string): string[] {
  if (changedSince.length === 0) return [];
  const rows = changedSince.map((change) => [`  ${KINDS[change.kind]}`, changeText(change, zone)]);
  const head = `${styled('yellow', 'Note:')} at that moment itself the answer was another. Recorded since:`;
  return [[head, ...columns(rows)].join('\n')];
}

function changeText({ fact, at }: Change, zone: string): string {
  const of = Number.isFinite(at) ? `of ${formatInstant(at, zone)}, ` : '';
  const who = 'receivedAt' in fact ? '' : [fact.by && ` by ${fact.by}`, fact.why && `: ${fact.why}`].join('');
  return `${of}recorded ${formatInstant(recordedAt(fact), zone)}${who}`;
}

const KINDS: Readonly<Record<FactKind, string>> = {
  login: 'login',
  logout: 'logout',
  void: 'event voided',
  void_undone: 'void undone',
  customer: 'customer',
  merge: 'merge of two numbers',
  merge_undone: 'merge taken back',
  link: 'link',
  link_ended: 'end of a link',
  link_void: 'link taken back',
  suspension: 'suspension',
  suspension_ended: 'end of a suspension',
  suspension_void: 'suspension taken back',
  opt_out: 'opt-out',
  opt_out_ended: 'end of an opt-out',
  opt_out_void: 'opt-out taken back',
  work_provider: 'work provider',
  work_provider_ended: 'end of the work provider',
};

function nearbyText({ nearby }: CoverAnswer, asked: Asked, zone: string): string[] {
  if (nearby.length === 0) return [];
  const rows = nearby.map(({ event, outcome }) => [`  ${event.kind}`, eventText(event, asked, zone), outcome]);
  return [[styled('bold', 'The nearest events'), ...columns(rows)].join('\n')];
}

function zoneOf({ answer, providers }: CoverAnswer, at: Instant): string {
  const [first] = answer.tag === 'covered' ? answer.through.map(({ laneShift }) => laneShift) : answer.work;
  const provider = providers.get(first?.lane.workProvider ?? -1) ?? [...providers.values()][0];
  return provider ? zoneAt(provider.settings, at) : 'UTC';
}

function inBoth(at: Instant, zone: string): string {
  return zone === 'UTC' ? formatInstant(at) : `${formatInstant(at, zone)} (${formatInstant(at)})`;
}

function knowing({ knownAt, now }: Asked, zone: string): string {
  if (knownAt === Infinity) return '';
  const notYet = knownAt > now ? ' (which has not come yet: as known now)' : '';
  return `, as known at ${formatInstant(knownAt, zone)}${notYet}`;
}

function named({ number, name }: Customer): string {
  return name === null ? number : `${name} (${number})`;
}

function workText({ lane, shift }: LaneShift, through: Cover | undefined, found: CoverAnswer, asked: Asked): string {
  const provider = found.providers.get(lane.workProvider);
  const zone = provider ? zoneAt(provider.settings, asked.at) : 'UTC';
  const asOf = Math.min(asked.now, asked.knownAt);
  const driverId = driverIdOf(lane);
  const title = `${provider?.name ?? ''}, ${driverId === null ? 'by customer number' : `driver ID ${driverId}`}`;
  const facts = [
    ['  shift', shiftText(shift, asOf, zone)],
    ...(through ? coverFacts(through, asOf, zone) : []),
    ...eventsOf(shift, found).map((event) => [`  ${event.kind}`, eventText(event, asked, zone)]),
  ];
  return [styled('bold', title), ...columns(facts)].join('\n');
}

function shiftText(shift: Shift, asOf: Instant, zone: string): string {
  const from = `from ${formatInstant(shift.from, zone)}`;
  const end = endAsOf(shift, asOf);
  switch (end.tag) {
    case 'open':
      return `${from}, no logout yet; it ends at ${formatInstant(shiftPeriod(shift).to, zone)} at the latest`;
    case 'logout':
      return `${from} to ${formatInstant(end.at, zone)}`;
    case 'limit':
      return `${from} to ${formatInstant(end.at, zone)}, where the longest shift had passed without a logout`;
    default:
      return end satisfies never;
  }
}

function coverFacts({ laneShift, period, link }: Cover, asOf: Instant, zone: string): string[][] {
  const atLatest = endAsOf(laneShift.shift, asOf).tag === 'open' ? ' at the latest' : '';
  const facts = [
    ['  cover', `from ${formatInstant(period.from, zone)} to ${formatInstant(period.to, zone)}${atLatest}`],
  ];
  if (!link) return facts;
  const end = link.held.to === Infinity ? 'on' : `to ${formatInstant(link.held.to, zone)}`;
  const recorded = `recorded ${formatInstant(link.recordedAt, zone)}`;
  return [
    ...facts,
    ['  link', `driver ID ${link.driverId}, from ${formatInstant(link.held.from, zone)} ${end}, ${recorded}`],
  ];
}

function eventText({ id, workProvider, occurredAt, receivedAt }: FactEvent, { ids }: Asked, zone: string): string {
  const late = receivedAt - occurredAt;
  const how =
    late >= MINUTE
      ? `${formatDuration(late)} later`
      : late <= -MINUTE
        ? `${formatDuration(-late)} ahead of its time`
        : 'at once';
  return `${formatInstant(occurredAt, zone)}, received ${formatInstant(receivedAt, zone)} (${how}; event ${ids.write('event', workProvider, id)})`;
}
