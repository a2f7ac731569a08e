import pg from 'pg';
import type { IdentifierKind } from '../../../src/core/event.ts';
import { customerSubject, driverSubject } from '../../../src/core/shift/lane.ts';
import { HOUR, type Instant, instantOf } from '../../../src/core/time/instant.ts';
import { overlaps, type Period } from '../../../src/core/time/period.ts';
import type { Random } from '../random.ts';
import { openTable, type Transaction } from './tables.ts';

/** The longest shift of every work provider of the store. */
export const LONGEST_SHIFT = 14 * HOUR;

export type SubjectRow = {
  readonly id: number;
  readonly workProvider: number;
  readonly identifierKind: IdentifierKind;
  readonly identifier: string;
};
export type EventRow = {
  readonly id: number;
  readonly subject: number;
  readonly workProvider: number;
  readonly occurredAt: Instant;
  readonly isLogin: boolean;
  readonly reference: string;
  readonly receipt: string;
};
export type LinkRow = {
  readonly id: number;
  readonly workProvider: number;
  readonly driverId: string;
  readonly customerNumber: string;
  readonly held: Period;
  /** The earliest beginning that it ever had. */
  readonly since: Instant;
};
type Void = { readonly id: number; readonly event: number; readonly voids: boolean };
type Repeat = { readonly id: number; readonly event: number; readonly receipt: string };
export type ShiftRow = {
  readonly id: number;
  readonly workProvider: number;
  readonly subject: number;
  readonly reference: string;
  readonly startedAt: Instant;
  readonly openedBy: number;
  readonly limitAt: Instant;
  readonly endedAt: Instant | null;
  readonly endedBy: number | null;
  readonly foldedUntil: Instant;
};
type Item = {
  readonly id: number;
  readonly queue: number;
  readonly first: number | null;
  readonly last: number | null;
  readonly link: number | null;
  readonly tries: number;
  readonly isSetAside: boolean;
};

/** A statement that has begun. `locks` are held until its transaction ends; it may wait for them. */
export type Begun = { readonly locks: readonly Lock[]; finish(): readonly object[] };
export type Lock = { readonly name: string; readonly isShared: boolean };

/**
 * What intake and settling ask of PostgreSQL, by the names of their statements, over tables in memory and as plainly as
 * can be: no index, no plan. test/durability/simulation.test.ts holds it against PostgreSQL itself, row by row. Left
 * out: texts without an offset, settings that change, endpoints.
 */
export function openMemoryStore(random: Random, workProviders: readonly number[]) {
  const subjects = openTable<SubjectRow>();
  const events = openTable<EventRow>();
  const repeats = openTable<Repeat>();
  const voids = openTable<Void>();
  const links = openTable<LinkRow>();
  const shifts = openTable<ShiftRow>();
  const items = openTable<Item>();
  const locked = new Map<string, Set<Transaction>>();
  const statements = { ...appending(), ...correcting(), ...queueing(), ...reading(), ...writing() };

  return {
    /** Begins a statement. A statement that the store does not know is thrown. */
    begin(tx: Transaction, name: string, values: readonly unknown[]): Begun {
      const statement = statements[name];
      if (!statement) throw new Error(`the store in memory does not know the statement ${name}`);
      return statement(tx, values);
    },
    /** Whether the transaction can have all of the locks now. */
    canLock: (tx: Transaction, locks: readonly Lock[]) =>
      locks.every(({ name, isShared }) =>
        isFree(tx, isShared ? [`${name} alone`] : [`${name} alone`, `${name} shared`]),
      ),
    lock(tx: Transaction, locks: readonly Lock[]): void {
      for (const { name, isShared } of locks) lock(tx, `${name} ${isShared ? 'shared' : 'alone'}`);
    },
    end(tx: Transaction, state: 'committed' | 'rolledBack'): void {
      tx.state = state;
      for (const holders of locked.values()) holders.delete(tx);
      for (const table of [subjects, events, repeats, voids, links, shifts, items]) table.tidy();
    },
    /** Whether anything waits to be settled. */
    isSettled: () => items.rows(transaction()).every(({ isSetAside }) => isSetAside),
    /** All that is committed. */
    committed() {
      const tx = transaction();
      return {
        subjects: subjects.rows(tx),
        events: events.rows(tx).map((event) => ({
          ...subjectById(tx, event.subject),
          ...event,
          kind: event.isLogin ? ('login' as const) : ('logout' as const),
        })),
        repeats: repeats.rows(tx),
        links: links.rows(tx),
        shifts: shifts.rows(tx),
        isVoid: (event: number) => isVoid(tx, event),
      };
    },
  };

  function isFree(tx: Transaction, names: readonly string[]): boolean {
    return names.every((name) => [...(locked.get(name) ?? [])].every((holder) => holder === tx));
  }

  function lock(tx: Transaction, name: string): void {
    locked.set(name, (locked.get(name) ?? new Set()).add(tx));
  }

  function isVoid(tx: Transaction, event: number): boolean {
    return voids.rows(tx).findLast((each) => each.event === event)?.voids ?? false;
  }

  function subjectOf(tx: Transaction, asked: Omit<SubjectRow, 'id'>): SubjectRow | undefined {
    return subjects.rows(tx).find((each) => subjectText(each) === subjectText(asked));
  }

  function within(tx: Transaction, [firsts, lasts]: readonly unknown[]): EventRow[] {
    const ends = numbers(lasts);
    return numbers(firsts).flatMap((first, index) =>
      events.rows(tx).filter(({ id }) => first <= id && id <= (ends[index] as number)),
    );
  }

  function reportsByBoth(tx: Transaction, workProvider: number): boolean {
    const own = subjects.rows(tx).filter((each) => each.workProvider === workProvider);
    return new Set(own.map(({ identifierKind }) => identifierKind)).size === 2;
  }

  function lastShift(tx: Transaction, subject: number, reference: string): ShiftRow | undefined {
    return inLane(shifts.rows(tx), subject, reference)
      .toSorted((a, b) => a.startedAt - b.startedAt)
      .at(-1);
  }

  function insertShift(tx: Transaction, shift: Omit<ShiftRow, 'id'>): void {
    const same = inLane(shifts.rows(tx), shift.subject, shift.reference);
    if (same.some(({ startedAt }) => startedAt === shift.startedAt)) throw refused('23505', 'one_shift');
    shifts.insert(tx, shift);
  }

  /** The statements of `appendEvents`. */
  function appending(): Statements {
    return {
      subject_ids: now((tx, values) => {
        const asked = subjectsAsked(values);
        const added = new Map(asked.map((each) => [subjectText(each), each]));
        for (const each of [...added.values()].toSorted(bySubject)) if (!subjectOf(tx, each)) subjects.insert(tx, each);
        return [{ ids: asked.map((each) => subjectOf(tx, each)?.id) }];
      }),
      append_events: (tx, values) => ({
        locks: [{ name: 'append', isShared: false }],
        finish() {
          const sent = entries(values);
          insertNew(tx, sent);
          const again = new Map<string, Omit<Repeat, 'id'>>();
          for (const entry of sent) {
            const stored = events.rows(tx).find((each) => isSame(each, entry)) as EventRow;
            const repeat = { event: stored.id, receipt: entry.receipt };
            if (stored.receipt !== entry.receipt) again.set(JSON.stringify(repeat), repeat);
          }
          for (const repeat of again.values()) repeats.insert(tx, repeat);
          return [{ append_events: '' }];
        },
      }),
    };
  }

  function insertNew(tx: Transaction, sent: readonly Omit<EventRow, 'id'>[]): void {
    const fresh = sent.filter((entry) => !events.rows(tx).some((each) => isSame(each, entry)));
    const inOrder = fresh.toSorted((a, b) => a.workProvider - b.workProvider);
    const twice = inOrder.findIndex((entry, index) => inOrder.slice(0, index).some((each) => isSame(each, entry)));
    if (twice >= 0) {
      // PostgreSQL inserts up to the one that comes twice, undoes that and begins anew: the ids are used up.
      const undone: Transaction = { state: 'running' };
      for (const entry of inOrder.slice(0, twice + 1)) events.insert(undone, entry);
      undone.state = 'rolledBack';
    }
    const distinct = fresh.filter((entry, index) => fresh.findIndex((each) => isSame(each, entry)) === index);
    const inserted = distinct
      .toSorted((a, b) => a.workProvider - b.workProvider)
      .map((entry) => events.insert(tx, entry));
    if (inserted.length > 0) queueAppend(tx, inserted);
  }

  function queueAppend(tx: Transaction, inserted: readonly EventRow[]): void {
    if (inserted.length <= SMALL) return queueEvents(tx, 0, inserted);
    for (const [workProvider, own] of Map.groupBy(inserted, (each) => each.workProvider)) {
      for (let from = 0; from < own.length; from += PIECE)
        queueEvents(tx, own.length > SMALL ? workProvider : 0, own.slice(from, from + PIECE));
    }
  }

  function queueEvents(tx: Transaction, turn: number, some: readonly EventRow[]): void {
    queue(tx, { queue: turn, first: some[0]?.id ?? null, last: some.at(-1)?.id ?? null });
  }

  function queue(tx: Transaction, item: Partial<Item>): void {
    items.insert(tx, { queue: 0, first: null, last: null, link: null, tries: 0, isSetAside: false, ...item });
  }

  /** What operators change: voids and links. */
  function correcting(): Statements {
    const queueLink = (tx: Transaction, link: number) => queue(tx, { queue: LINKS, link });
    const isTaken = (tx: Transaction, link: LinkRow) =>
      links
        .rows(tx)
        .some((each) => each.id !== link.id && driverText(each) === driverText(link) && overlaps(each.held, link.held));
    return {
      correct_events: now((tx, [ids, isVoided]) => {
        const voiding = isVoided as boolean;
        const known = new Set(events.rows(tx).map(({ id }) => id));
        const changed = numbers(ids).filter((id) => known.has(id) && isVoid(tx, id) !== voiding);
        for (const event of changed) {
          voids.insert(tx, { event, voids: voiding });
          queue(tx, { first: event, last: event });
        }
        return changed.map((id) => ({ id }));
      }),
      add_link: now((tx, [workProvider, driverId, customerNumber, from, to]) => {
        const held = { from: instant(from), to: to === null ? Infinity : instant(to) };
        const link = { workProvider, driverId, customerNumber, held } as Omit<LinkRow, 'id' | 'since'>;
        const added = links.insert(tx, { ...link, since: held.from });
        if (isTaken(tx, added)) throw refused('23P01', 'one_customer_at_a_time');
        queueLink(tx, added.id);
        return [linkFrom(added)];
      }),
      set_period_of_link: now((tx, [id, range]) => {
        const was = links.rows(tx).find((each) => each.id === id);
        if (!was) return [];
        const held = period(range);
        if (isTaken(tx, { ...was, held })) throw refused('23P01', 'one_customer_at_a_time');
        links.update(tx, was.id, { held, since: Math.min(was.since, held.from) });
        queueLink(tx, was.id);
        return [];
      }),
    };
  }

  /** What waits to be settled, and who settles it. */
  function queueing(): Statements {
    const ofQueue = (tx: Transaction, asked: number) =>
      items
        .rows(tx)
        .filter((each) => each.queue === asked && !each.isSetAside)
        .toSorted((a, b) => a.id - b.id);
    const isUnlocked = (tx: Transaction, { id }: Item) => isFree(tx, [`item ${id}`]);
    return {
      next_turn: now((tx) => {
        const all = [...new Set(items.rows(tx).map((item) => item.queue))];
        const free = all.filter((each) => ofQueue(tx, each).some((item) => isUnlocked(tx, item)));
        return free.length === 0 ? [] : [{ queue: free[random(free.length)], others: free.length > 1 }];
      }),
      lock_step: () => ({ locks: [{ name: 'links', isShared: true }], finish: () => [{}] }),
      lock_link_step: () => ({ locks: [{ name: 'links', isShared: false }], finish: () => [{}] }),
      take_unsettled: now((tx, [most, queue]) => {
        const weight = Number(most);
        const ahead = ofQueue(tx, Number(queue)).slice(0, 500);
        const free = ofQueue(tx, Number(queue))
          .filter((item) => isUnlocked(tx, item))
          .slice(0, Math.max(upToWeight(ahead, weight).length, 4));
        for (const { id } of free) lock(tx, `item ${id}`);
        const taken = upToWeight(free, weight);
        return (taken.length > 0 ? taken : free.slice(0, 1)).map(({ id, first, last, link }) => {
          items.delete(tx, id);
          return { id, first, last, linkId: link, subjectId: null, reference: null, since: null, until: null };
        });
      }),
      divide_unsettled: now((tx, [id]) => {
        const whole = items.delete(tx, Number(id)) as Item & { first: number; last: number };
        const middle = Math.floor((whole.first + whole.last) / 2);
        items.insert(tx, { ...whole, last: middle });
        items.insert(tx, { ...whole, first: middle + 1 });
        return [];
      }),
      blame_unsettled: now((tx, [id, , most]) => {
        const item = items.rows(tx).find((each) => each.id === id) as Item;
        const tries = item.tries + 1;
        const blamed = items.update(tx, item.id, { tries, isSetAside: tries >= Number(most) });
        const workProvider = events.rows(tx).find((event) => event.id === item.first)?.workProvider ?? null;
        return [{ setAside: blamed?.isSetAside, workProvider }];
      }),
      lock_new_events: (tx, values) => {
        const own = within(tx, values).map((event) => subjectById(tx, event.subject));
        const linked = own
          .filter(({ workProvider }) => reportsByBoth(tx, workProvider))
          .flatMap((subject) => linkedTo(tx, subject));
        const ids = [...own.map(({ id }) => id), ...linked.flatMap((each) => subjectOf(tx, each)?.id ?? [])];
        const slots = [...new Set(ids.map((id) => id % SLOTS))].toSorted((a, b) => a - b);
        return { locks: slots.map(laneLock), finish: () => slots.map(() => ({})) };
      },
    };
  }

  /** The customers that a driver ID was ever linked to, or the driver IDs of a customer. */
  function linkedTo(
    tx: Transaction,
    { workProvider, identifierKind, identifier }: SubjectRow,
  ): Omit<SubjectRow, 'id'>[] {
    const own = links.rows(tx).filter((link) => link.workProvider === workProvider);
    return identifierKind === 'driverId'
      ? own.filter(({ driverId }) => driverId === identifier).map(customerSubject)
      : own.filter(({ customerNumber }) => customerNumber === identifier).map(driverSubject);
  }

  function subjectById(tx: Transaction, id: number): SubjectRow {
    return subjects.rows(tx).find((each) => each.id === id) as SubjectRow;
  }

  /** What settling reads. */
  function reading(): Statements {
    const eventFrom = (tx: Transaction, event: EventRow) => ({
      id: event.id,
      ...identifiers(subjectById(tx, event.subject)),
      reference: event.reference,
      kind: event.isLogin ? 'login' : 'logout',
      occurredAt: event.occurredAt,
      receivedAt: 0,
      reading: 'offset',
      zone: null,
    });
    const shiftFrom = (tx: Transaction, { id, reference, subject, startedAt, ...shift }: ShiftRow) => {
      const { openedBy, limitAt, endedAt, endedBy } = shift;
      return {
        id,
        ...identifiers(subjectById(tx, subject)),
        reference,
        startedAt,
        openedBy,
        limitAt,
        endedAt,
        endedBy,
      };
    };
    const counting = (tx: Transaction, subject: number) =>
      events.rows(tx).filter((event) => event.subject === subject && !isVoid(tx, event.id));
    const isUnsettled = (tx: Transaction, event: number) => {
      const upTo = items.rows(tx).filter(({ first }) => first !== null && first <= event);
      const item = upTo.toSorted((a, b) => (a.first as number) - (b.first as number)).at(-1);
      return item !== undefined && (item.last as number) >= event;
    };
    const customersAround = (tx: Transaction, { workProvider, identifierKind, identifier }: Omit<SubjectRow, 'id'>) =>
      identifierKind === 'policyId'
        ? [customerText(workProvider, identifier)]
        : links
            .rows(tx)
            .filter((link) => link.workProvider === workProvider && link.driverId === identifier)
            .map((link) => customerText(workProvider, link.customerNumber));
    return {
      read_new_events: now((tx, values) => {
        const lanes = Map.groupBy(within(tx, values), ({ subject, reference }) => JSON.stringify([subject, reference]));
        return [...lanes.values()].map((unordered) => {
          const own = unordered.toSorted(byTime);
          const { subject, reference, occurredAt: since, workProvider } = own[0] as EventRow;
          const last = lastShift(tx, subject, reference);
          const later = inLane(events.rows(tx), subject, reference)
            .filter(({ occurredAt }) => occurredAt >= since)
            .toSorted(byTime)
            .slice(0, own.length + SMALL);
          const goesOn = last
            ? Math.max(last.foldedUntil, last.startedAt, last.endedAt ?? -Infinity) < since
            : later.length < own.length + SMALL &&
              later.every(({ id }) => own.some((each) => each.id === id) || isUnsettled(tx, id));
          const wasVoided = own.some(({ id }) => voids.rows(tx).some(({ event }) => event === id));
          return {
            ...identifiers(subjectById(tx, subject)),
            reference,
            ids: own.map(({ id }) => id),
            logins: own.map(({ isLogin }) => isLogin),
            instants: own.map(({ occurredAt }) => occurredAt),
            mixed: reportsByBoth(tx, workProvider),
            inOrder: !wasVoided && goesOn,
            subject,
            id: last?.id ?? null,
            startedAt: last?.startedAt ?? null,
            openedBy: last?.openedBy ?? null,
            limitAt: last?.limitAt ?? null,
            endedAt: last?.endedAt ?? null,
            endedBy: last?.endedBy ?? null,
            foldedUntil: last?.foldedUntil ?? null,
          };
        });
      }),
      events_onward: now((tx, values) => {
        const from = instants(values[3]);
        return subjectsAsked(values).flatMap((asked, index) => {
          const subject = subjectOf(tx, asked);
          const own = subject ? counting(tx, subject.id) : [];
          return own
            .filter(({ occurredAt }) => occurredAt >= (from[index] as Instant))
            .toSorted(byTime)
            .slice(0, Number(values[4]))
            .map((event) => eventFrom(tx, event));
        });
      }),
      last_logins_before: now((tx, values) => {
        const at = instants(values[4]);
        return lanesAsked(values).flatMap(({ reference, ...asked }, index) => {
          const subject = subjectOf(tx, asked);
          const own = subject ? inLane(counting(tx, subject.id), subject.id, reference) : [];
          const logins = own.filter((event) => event.isLogin && event.occurredAt < (at[index] as Instant));
          const last = logins.toSorted(byTime).at(-1);
          return last ? [{ ...asked, reference, occurredAt: last.occurredAt }] : [];
        });
      }),
      logout_references: now((tx, values) => {
        const from = instants(values[3]);
        const found = subjectsAsked(values).flatMap((asked, index) => {
          const subject = subjectOf(tx, asked)?.id;
          return events
            .rows(tx)
            .filter(
              (event) => event.subject === subject && !event.isLogin && event.occurredAt >= (from[index] as Instant),
            )
            .map(({ reference, occurredAt }) => ({ lane: { ...asked, reference }, occurredAt }));
        });
        return [...Map.groupBy(found, ({ lane }) => JSON.stringify(lane)).values()].map((same) => ({
          ...(same[0] as (typeof found)[number]).lane,
          since: Math.min(...same.map(({ occurredAt }) => occurredAt)),
          until: Math.max(...same.map(({ occurredAt }) => occurredAt)),
        }));
      }),
      shifts_last_before: now((tx, values) => {
        const before = instants(values[4]);
        return lanesAsked(values).flatMap(({ reference, ...asked }, index) => {
          const subject = subjectOf(tx, asked)?.id ?? 0;
          return inLane(shifts.rows(tx), subject, reference)
            .filter(({ startedAt }) => startedAt < (before[index] as Instant))
            .toSorted((a, b) => b.startedAt - a.startedAt)
            .slice(0, Number(values[5]))
            .map((shift) => ({ ...shiftFrom(tx, shift), before: before[index] }));
        });
      }),
      shifts_begun_in: now((tx, values) => {
        const [from, to] = [instants(values[4]), instants(values[5])];
        return lanesAsked(values).flatMap(({ reference, ...asked }, index) => {
          const subject = subjectOf(tx, asked)?.id ?? 0;
          return inLane(shifts.rows(tx), subject, reference)
            .filter(({ startedAt }) => (from[index] as Instant) <= startedAt && startedAt < (to[index] as Instant))
            .toSorted((a, b) => a.startedAt - b.startedAt)
            .map((shift) => shiftFrom(tx, shift));
        });
      }),
      links_around: now((tx, values) => {
        const customers = new Set(subjectsAsked(values).flatMap((each) => customersAround(tx, each)));
        const found = links
          .rows(tx)
          .filter((link) => customers.has(customerText(link.workProvider, link.customerNumber)) && !isEmpty(link.held));
        return found.map(linkFrom);
      }),
      links_ever_since: now((tx, [ids]) => {
        const all = links.rows(tx);
        return all
          .filter(({ id }) => numbers(ids).includes(id))
          .map((link) => {
            const { id, workProvider, customerNumber } = link;
            const before = all.filter(
              (each) => each.id < id && each.workProvider === workProvider && each.customerNumber === customerNumber,
            );
            return { ...link, isFirst: before.every(({ held }) => isEmpty(held)) };
          });
      }),
      providers_by_id: now((_tx, [ids]) =>
        workProviders
          .filter((id) => numbers(ids).includes(id))
          .map((id) => ({
            id,
            ends_at: null,
            holds_from: -Infinity,
            time_zone: 'Europe/London',
            longest_shift: LONGEST_SHIFT,
            ahead: 0,
          })),
      ),
      listening: now(() => []),
    };
  }

  /** How settling makes the shifts agree. */
  function writing(): Statements {
    return {
      continue_lanes: now((tx, values) => {
        const [ids, limits, ends, enders, untils, ...added] = values;
        const [limitAt, endedAt, endedBy] = [instants(limits), instantsOrNull(ends), numbersOrNull(enders)];
        const foldedUntil = instants(untils);
        for (const [index, id] of numbers(ids).entries()) {
          shifts.update(tx, id, {
            limitAt: limitAt[index] as Instant,
            endedAt: endedAt[index] as Instant | null,
            endedBy: endedBy[index] as number | null,
            foldedUntil: foldedUntil[index] as Instant,
          });
        }
        const [providers, owners, references, ...facts] = added;
        const newUntils = instants(facts[5]);
        for (const [index, workProvider] of numbers(providers).entries()) {
          insertShift(tx, {
            workProvider,
            subject: numbers(owners)[index] as number,
            reference: (references as string[])[index] as string,
            ...(factsAsked(facts)[index] as Facts),
            foldedUntil: newUntils[index] as Instant,
          });
        }
        return [];
      }),
      amend_shifts: now((tx, values) => {
        const untils = instants(values[4]);
        const lanes = lanesAsked(values).map(({ reference, ...asked }, index) => {
          const subject = subjectOf(tx, asked)?.id ?? 0;
          const last = lastShift(tx, subject, reference);
          const own = events.rows(tx).filter((event) => event.subject === subject);
          const until = untils[index] as Instant;
          const foldedUntil =
            until < Infinity && last ? Math.max(until, last.foldedUntil) : own.toSorted(byTime).at(-1)?.occurredAt;
          return { subject, reference, foldedUntil, workProvider: asked.workProvider };
        });
        const [, , , , , removed, amended, ...rest] = values;
        for (const id of numbers(removed)) shifts.delete(tx, id);
        const is = factsAsked(rest);
        for (const [index, id] of numbers(amended).entries()) shifts.update(tx, id, is[index] as Facts);
        const [places, ...added] = rest.slice(5);
        for (const [index, place] of numbers(places).entries()) {
          const { subject, reference, foldedUntil, workProvider } = lanes[place - 1] as (typeof lanes)[number];
          if (foldedUntil === undefined) throw refused('23502', 'folded_until');
          insertShift(tx, { workProvider, subject, reference, foldedUntil, ...(factsAsked(added)[index] as Facts) });
        }
        for (const { subject, reference, foldedUntil } of lanes) {
          const last = lastShift(tx, subject, reference);
          if (last && foldedUntil !== undefined) shifts.update(tx, last.id, { foldedUntil });
        }
        return [{ amend_shifts: '' }];
      }),
    };
  }
}

export type MemoryStore = ReturnType<typeof openMemoryStore>;

type Statements = Record<string, (tx: Transaction, values: readonly unknown[]) => Begun>;

/** A statement that waits for no lock. */
function now(finish: (tx: Transaction, values: readonly unknown[]) => readonly object[]): Statements[string] {
  return (tx, values) => ({ locks: [], finish: () => finish(tx, values) });
}

export function transaction(): Transaction {
  return { state: 'running' };
}

/** As in `append_events` and store/shift/unsettled.ts. */
const SMALL = 64;
const PIECE = 500;
const LINKS = -1;
const SLOTS = 1024;

function laneLock(slot: number): Lock {
  return { name: `lane ${slot}`, isShared: false };
}

function upToWeight(items: readonly Item[], most: number): Item[] {
  let total = 0;
  return items.filter(({ first, last }) => {
    total += first === null ? 1 : (last as number) - first + 1;
    return total <= most;
  });
}

function isSame(a: Omit<EventRow, 'id'>, b: Omit<EventRow, 'id'>): boolean {
  return (
    a.subject === b.subject && a.occurredAt === b.occurredAt && a.isLogin === b.isLogin && a.reference === b.reference
  );
}

function inLane<Row extends { readonly subject: number; readonly reference: string }>(
  rows: readonly Row[],
  subject: number,
  reference: string,
): Row[] {
  return rows.filter((row) => row.subject === subject && row.reference === reference);
}

function byTime(a: EventRow, b: EventRow): number {
  return a.occurredAt - b.occurredAt || Number(a.isLogin) - Number(b.isLogin) || byText(a.reference, b.reference);
}

function byText(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

function bySubject(a: Omit<SubjectRow, 'id'>, b: Omit<SubjectRow, 'id'>): number {
  return (
    a.workProvider - b.workProvider || byText(a.identifierKind, b.identifierKind) || byText(a.identifier, b.identifier)
  );
}

function subjectText({ workProvider, identifierKind, identifier }: Omit<SubjectRow, 'id'>): string {
  return `${workProvider} ${identifierKind} ${identifier}`;
}

function driverText({ workProvider, driverId }: Pick<LinkRow, 'workProvider' | 'driverId'>): string {
  return `${workProvider} ${driverId}`;
}

function customerText(workProvider: number, customerNumber: string): string {
  return `${workProvider} ${customerNumber}`;
}

function identifiers({ workProvider, identifierKind, identifier }: SubjectRow): Omit<SubjectRow, 'id'> {
  return { workProvider, identifierKind, identifier };
}

function linkFrom({ id, workProvider, driverId, customerNumber, held }: LinkRow): Omit<LinkRow, 'since'> {
  return { id, workProvider, driverId, customerNumber, held };
}

function isEmpty({ from, to }: Period): boolean {
  return from >= to;
}

/** An error as PostgreSQL throws it. */
function refused(code: string, constraint: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError(constraint, 0, 'error'), { code, constraint });
}

// Parameters, as store/postgres/sqlTypes.ts writes them.

function texts(value: unknown): readonly string[] {
  if (typeof value !== 'string') return value as readonly string[];
  return value === '{}' ? [] : value.slice(1, -1).split(',');
}

function numbers(value: unknown): number[] {
  return texts(value).map(Number);
}

function numbersOrNull(value: unknown): (number | null)[] {
  return texts(value).map((text) => (text === 'NULL' ? null : Number(text)));
}

function instant(value: unknown): Instant {
  if (value === 'infinity') return Infinity;
  return value === '-infinity' ? -Infinity : instantOf(value as string);
}

function instants(value: unknown): Instant[] {
  return texts(value).map(instant);
}

function instantsOrNull(value: unknown): (Instant | null)[] {
  return texts(value).map((text) => (text === 'NULL' ? null : instant(text)));
}

function period(value: unknown): Period {
  if (value === 'empty') return { from: Infinity, to: -Infinity };
  const [from = '', to = ''] = (value as string).slice(1, -1).split(',');
  return { from: from ? instant(from) : -Infinity, to: to ? instant(to) : Infinity };
}

function subjectsAsked([providers, kinds, names]: readonly unknown[]): Omit<SubjectRow, 'id'>[] {
  const [identifierKinds, own] = [texts(kinds), texts(names)];
  return numbers(providers).map((workProvider, index) => ({
    workProvider,
    identifierKind: identifierKinds[index] as IdentifierKind,
    identifier: own[index] as string,
  }));
}

function lanesAsked(values: readonly unknown[]): (Omit<SubjectRow, 'id'> & { readonly reference: string })[] {
  const references = texts(values[3]);
  return subjectsAsked(values).map((subject, index) => ({ ...subject, reference: references[index] as string }));
}

type Facts = Pick<ShiftRow, 'startedAt' | 'openedBy' | 'limitAt' | 'endedAt' | 'endedBy'>;

function factsAsked([begins, openers, limits, ends, enders]: readonly unknown[]): Facts[] {
  const [openedBy, limitAt, endedAt, endedBy] = [
    numbers(openers),
    instants(limits),
    instantsOrNull(ends),
    numbersOrNull(enders),
  ];
  return instants(begins).map((startedAt, index) => ({
    startedAt,
    openedBy: openedBy[index] as number,
    limitAt: limitAt[index] as Instant,
    endedAt: endedAt[index] as Instant | null,
    endedBy: endedBy[index] as number | null,
  }));
}

function entries([owners, providers, logins, at, , references, , , receipts, ambiguous]: readonly unknown[]) {
  if (texts(ambiguous).includes('true')) throw new Error('the store in memory takes texts with an offset only');
  const columns = [numbers(providers), texts(logins), instants(at), texts(references), texts(receipts)] as const;
  return numbers(owners).map((subject, index): Omit<EventRow, 'id'> => {
    const [workProvider, isLogin, occurredAt, reference, receipt] = columns.map((column) => column[index]);
    return { subject, workProvider, isLogin: isLogin === 'true', occurredAt, reference, receipt } as Omit<
      EventRow,
      'id'
    >;
  });
}
