import type pg from 'pg';
import { errorFields } from '../core/errorFields.ts';
import type { LaneAmendments } from '../core/shift/amendment.ts';
import { amendments } from '../core/shift/amendment.ts';
import { limitsBy } from '../core/shift/setting.ts';
import { fold } from '../core/shift/timeline.ts';
import { notifyOfChanges, notifyOfItems } from '../notices/afterSettling.ts';
import { inTransaction, isDatabaseError, isDataError, type Queryable } from '../store/postgres/database.ts';
import { providersById } from '../store/provider/providers.ts';
import { type ContinuedLane, continueLanes, writeAmendments } from '../store/shift/amendments.ts';
import { lockNewEvents, type NewEvents, readNewEvents } from '../store/shift/newEvents.ts';
import {
  LINKS,
  lockStep,
  nextTurn,
  SMALL_APPENDS,
  splitOrCountFailure,
  type Turn,
  takeUnsettled,
  type UnsettledItem,
  weightOf,
} from '../store/shift/unsettled.ts';
import { listeningAmong } from '../store/webhook/notices.ts';
import { type ProviderOf, refold } from './refold.ts';
import { lanesOfStretches, lanesTouchedByEvents, lanesTouchedByLinks, unite } from './touchedLanes.ts';

/** About how many events one transaction settles: enough to share its cost, few enough to keep memory flat. */
const STEP = 500;
/** Nothing else is settled meanwhile. */
const LINKS_AT_ONCE = 50;

/** About how many events a step settled, and whether so much waits that the next step should follow at once. */
export type Step = { readonly settled: number; readonly muchWaits: boolean };

/**
 * Settles some of a queue, in one transaction: takes items, folds what they touch, and makes the stored shifts agree. The
 * items are gone exactly when their effect is there.
 */
async function settleBatch(pool: pg.Pool, { queue, others }: Turn): Promise<Step> {
  const most = queue === LINKS ? LINKS_AT_ONCE : STEP;
  return await inTransaction(pool, async (db) => {
    await lockStep(db, queue);
    const items = await takeUnsettled(db, most, queue);
    if (items.length > 0) await settleItems(db, items);
    const settled = items.reduce((sum, item) => sum + weightOf(item), 0);
    return { settled, muchWaits: others || settled >= most / 2 };
  });
}

/**
 * Lanes are locked before they are read, so that the next transaction to settle one sees all that was done before. New
 * events that are the latest of their lane go on from its last shift; other lanes are folded again around the change.
 */
async function settleItems(
  db: Queryable,
  items: readonly UnsettledItem[],
  onChanges: (changes: readonly LaneAmendments[]) => void = () => {},
): Promise<void> {
  const ranges = items.filter((item) => item.tag === 'append');
  const stretches = items.filter((item) => item.tag === 'stretch');
  await lockNewEvents(
    db,
    ranges,
    stretches.map(({ subjectId }) => subjectId),
  );
  const added = await readNewEvents(db, ranges);
  const linkIds = items.filter((item) => item.tag === 'link').map(({ linkId }) => linkId);
  const changedByLinks = await lanesTouchedByLinks(db, linkIds);
  const changedByLimits = await lanesOfStretches(db, stretches);
  const providers = new Set([...added, ...changedByLinks, ...changedByLimits].map(({ lane }) => lane.workProvider));
  const providerOf = await readLimits(db, providers);
  const listening = await listeningAmong(db, providers);
  const notify = async (changes: readonly LaneAmendments[]) => {
    onChanges(changes);
    await notifyOfChanges(db, changes, listening);
  };
  const [latest, others] = partition(added, ({ inOrder, mixed }) => inOrder && !mixed);
  const continued = latest.map((each) => goOn(each, providerOf));
  await continueLanes(db, continued);
  await notify(continued);
  const touched = unite([...(await lanesTouchedByEvents(db, others)), ...changedByLinks, ...changedByLimits]);
  for await (const folded of refold(db, touched, providerOf)) {
    await writeAmendments(db, folded);
    await notify(folded);
  }
  await notifyOfItems(db, items, changedByLimits, listening);
}

/**
 * Settles stored events again in the transaction of the caller, and returns what changes in shifts. Their items, if they
 * have any, stay.
 */
export async function settleEvents(db: Queryable, eventIds: readonly number[]): Promise<LaneAmendments[]> {
  const all: LaneAmendments[] = [];
  await lockStep(db, SMALL_APPENDS);
  for (let part = 0; part < eventIds.length; part += STEP) {
    const items = eventIds
      .slice(part, part + STEP)
      .map((id) => ({ tag: 'append', id: 0, first: id, last: id }) as const);
    await settleItems(db, items, (changes) => void all.push(...changes.filter(hasChanges)));
  }
  return all;
}

function hasChanges({ amendments: { added, amended, removed } }: LaneAmendments): boolean {
  return added.length + amended.length + removed.length > 0;
}

/** How the new events of a lane go on from its last shift. */
function goOn({ subject, lane, events, last }: NewEvents, providerOf: ProviderOf): ContinuedLane & LaneAmendments {
  const open = last?.logout === null ? last : undefined;
  const shifts = fold(events, limitsBy(providerOf(lane.workProvider)), open);
  const [first, ...rest] = shifts;
  const until = events.reduce((latest, { occurredAt }) => Math.max(latest, occurredAt), -Infinity);
  return {
    subject,
    lane,
    last: open ? { ...open, ...first } : shifts.length > 0 ? undefined : last,
    added: open ? rest : shifts,
    until,
    amendments: amendments(open ? [open] : [], shifts),
  };
}

export async function readLimits(db: Queryable, workProviders: Iterable<number>): Promise<ProviderOf> {
  const found = await providersById(db, [...workProviders]);
  return (workProvider) => {
    const provider = found.get(workProvider);
    if (!provider) throw new Error(`no work provider ${workProvider}`);
    return provider;
  };
}

function partition<T>(all: readonly T[], is: (each: T) => boolean): [T[], T[]] {
  return [all.filter(is), all.filter((each) => !is(each))];
}

/** Called for each item that was set aside, with the reason. `workProvider`: of an event. */
export type OnSetAside = (item: UnsettledItem, error: unknown, workProvider: number | null) => void;

/**
 * Settles some of what waits; undefined when nothing waits that another process has not taken. When a step throws because
 * of its data, its items are settled one by one up to the one that throws: that one is split, tried again, and in the end
 * set aside, so that it never blocks others. An error of PostgreSQL itself is thrown: it says nothing of the data.
 */
export async function settleOrIsolate(pool: pg.Pool, onSetAside: OnSetAside): Promise<Step | undefined> {
  const turn = await nextTurn(pool);
  if (!turn) return undefined;
  try {
    return await settleBatch(pool, turn);
  } catch (error) {
    if (isPassing(error)) throw error;
    return { settled: await isolateFailing(pool, turn.queue, onSetAside), muchWaits: true };
  }
}

/** Settles the oldest items of a queue one at a time, up to and including the first that throws. */
async function isolateFailing(pool: pg.Pool, queue: number, onSetAside: OnSetAside): Promise<number> {
  for (let done = 0; ; done++) {
    const settled = await settleOne(pool, queue);
    if (settled === undefined) return done;
    if (settled.error === undefined) continue;
    const became = await splitOrCountFailure(pool, settled.item, errorFields(settled.error).error);
    if (became.tag === 'set_aside') onSetAside(settled.item, settled.error, became.workProvider);
    return done + 1;
  }
}

async function settleOne(pool: pg.Pool, queue: number): Promise<{ item: UnsettledItem; error?: unknown } | undefined> {
  let item: UnsettledItem | undefined;
  try {
    return await inTransaction(pool, async (db) => {
      await lockStep(db, queue);
      [item] = await takeUnsettled(db, 1, queue);
      if (item) await settleItems(db, [item]);
      return item && { item };
    });
  } catch (error) {
    if (!item || isPassing(error)) throw error;
    return { item, error };
  }
}

function isPassing(error: unknown): boolean {
  return isDatabaseError(error) && !isDataError(error);
}
