import type { Event, Report } from '../../core/event.ts';
import { distinctSubjects, subjectKey } from '../../core/event.ts';
import {
  eventsOfLane,
  indexLinks,
  type Lane,
  type Links,
  laneKey,
  lanesAnsweredBy,
  logoutSubjects,
} from '../../core/shift/lane.ts';
import { best, type Outcome, outcomeOf } from '../../core/shift/outcome.ts';
import { limitsBy, longestOfAll, type Setting } from '../../core/shift/setting.ts';
import { fold, type Shift } from '../../core/shift/timeline.ts';
import type { Instant } from '../../core/time/instant.ts';
import { contains } from '../../core/time/period.ts';
import { linksAround } from '../../store/customer/links.ts';
import { eventsOnward, storedEvents } from '../../store/log/events.ts';
import type { Queryable } from '../../store/postgres/database.ts';

/** What a report would come to if it were stored now. */
export type Previewed = {
  readonly report: Report;
  /** `stored`: sending it has no effect. `voided`: it is stored and void, and stays so. */
  readonly known: 'no' | 'stored' | 'voided';
  /** Whether a driver ID is linked to a customer at that instant. */
  readonly linked: boolean;
  /** Undefined when it is void, or when more of the driver's events lie around it than are read. */
  readonly outcome: Outcome | undefined;
};

/** The work provider that asks, its settings and its end, and the present. */
export type Previewer = {
  readonly workProvider: number;
  readonly settings: readonly Setting[];
  readonly end: Instant;
  readonly now: Instant;
};

const LANES_AT_ONCE = 500;
const MOST_PER_SUBJECT = 500;

/** Folds the reports in among what is stored, without storing them: all of them counted. In the order of the reports. */
export async function preview(db: Queryable, reports: readonly Report[], previewer: Previewer): Promise<Previewed[]> {
  const { workProvider, now } = previewer;
  const events = reports.map((report, index) => asEvent(report, workProvider, now, index));
  const stored = await storedEvents(db, workProvider, reports);
  const links = indexLinks(await linksAround(db, distinctSubjects(events)));
  const answered = events.map((event) => (event.kind === 'login' ? [event] : lanesAnsweredBy(event, links)));
  const fresh = Map.groupBy(
    events.flatMap((event, index) =>
      stored[index] === undefined ? (answered[index] ?? []).map((lane) => ({ key: laneKey(lane), event })) : [],
    ),
    ({ key }) => key,
  );
  const lanes = new Map(answered.flat().map((lane) => [laneKey(lane), lane]));
  const folded = await foldLanes(db, [...lanes.values()], { events, fresh, links, previewer });
  return events.map((event, index) => {
    const known = stored[index];
    const counted = known ? { ...event, id: known.id, occurredAt: known.occurredAt } : event;
    const outcomes = (answered[index] ?? []).map((lane) => folded.get(laneKey(lane))?.(counted));
    const complete = outcomes.every((outcome) => outcome !== undefined);
    return {
      report: reports[index] as Report,
      known: !known ? 'no' : known.voided ? 'voided' : 'stored',
      linked: links.onDriver(event).some((link) => contains(link.held, event.occurredAt)),
      outcome: known?.voided || !complete ? undefined : best(outcomes),
    };
  });
}

/** Ids below zero are no stored event's: they tell the reports apart. */
function asEvent(report: Report, workProvider: number, receivedAt: Instant, index: number): Event {
  return { ...report, id: -1 - index, workProvider, receivedAt };
}

type Added = {
  readonly events: readonly Event[];
  /** Those that are not stored, by the lanes that they answer: every lane looks at its own only. */
  readonly fresh: ReadonlyMap<string, readonly { readonly event: Event }[]>;
  readonly links: Links;
  readonly previewer: Previewer;
};

/** What an event comes to in a lane; undefined where more is stored than was read. */
type Judge = (event: Event) => Outcome | undefined;

async function foldLanes(db: Queryable, lanes: readonly Lane[], added: Added): Promise<Map<string, Judge>> {
  const judges = new Map<string, Judge>();
  const at = added.events.map(({ occurredAt }) => occurredAt);
  // From here on no older login can decide how an event is judged.
  const from = at.reduce((least, each) => Math.min(least, each), Infinity) - 2 * longestOfAll(added.previewer.settings);
  for (let part = 0; part < lanes.length; part += LANES_AT_ONCE) {
    const some = lanes.slice(part, part + LANES_AT_ONCE);
    const subjects = new Map(
      some.flatMap((lane) => logoutSubjects(lane, added.links)).map((each) => [subjectKey(each), each]),
    );
    const read = await eventsOnward(
      db,
      [...subjects.values()].map((subject) => ({ ...subject, from })),
      MOST_PER_SUBJECT,
    );
    const bySubject = Map.groupBy(read, subjectKey);
    for (const lane of some) judges.set(laneKey(lane), judgeOf(lane, bySubject, added));
  }
  return judges;
}

function judgeOf(lane: Lane, stored: ReadonlyMap<string, readonly Event[]>, { fresh, links, previewer }: Added): Judge {
  const read = logoutSubjects(lane, links).map((subject) => stored.get(subjectKey(subject)) ?? []);
  const upTo = Math.min(
    ...read.map((own) => (own.length < MOST_PER_SUBJECT ? Infinity : (own.at(-1) as Event).occurredAt)),
  );
  const own = (fresh.get(laneKey(lane)) ?? []).map(({ event }) => event);
  const shifts = fold(distinct(eventsOfLane(lane, [...read.flat(), ...own], links)), limitsBy(previewer));
  return (event) => (event.occurredAt < upTo ? outcomeOf(event, lastBegun(shifts, event)) : undefined);
}

/** Several reports may be one event. */
function distinct(events: readonly Event[]): Event[] {
  const identity = (event: Event) => `${laneKey(event)} ${event.kind} ${event.occurredAt}`;
  return [...new Map(events.toReversed().map((event) => [identity(event), event])).values()];
}

/** `shifts` are in order of time. */
function lastBegun(shifts: readonly Shift[], { kind, occurredAt }: Event): Shift | undefined {
  let [first, end] = [0, shifts.length];
  while (first < end) {
    const middle = (first + end) >> 1;
    const { from } = shifts[middle] as Shift;
    if (from < occurredAt || (kind === 'login' && from === occurredAt)) first = middle + 1;
    else end = middle;
  }
  return shifts[first - 1];
}
