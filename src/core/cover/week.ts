import type { Instant, Micros } from '../time/instant.ts';
import { daysOf, type IsoWeek, type LocalDay } from '../time/isoWeek.ts';
import { contains, intersect, type Period, totalLength, union, without } from '../time/period.ts';
import { coverThrough, type Eligibility, type Gap, type GapReason, gapsIn, type LaneShift } from './cover.ts';
import { type ShiftPiece, shiftPieces } from './shiftPieces.ts';
import { visibleParts } from './visibleWork.ts';

/** Work in one day that no cover went with. */
export type GapPiece = { readonly workProvider: number; readonly period: Period; readonly reason: GapReason };

/** Cover through one work provider. */
export type CoverPiece = { readonly workProvider: number; readonly period: Period };

/** One day of one customer, as far as it has come. All lists are in order of time. */
export type WeekDay = LocalDay & {
  readonly shifts: readonly ShiftPiece[];
  /** Cover through one work provider or several, without the undetermined parts. */
  readonly cover: readonly Period[];
  /** The same by work provider: pieces of several may overlap. */
  readonly through: readonly CoverPiece[];
  readonly gaps: readonly GapPiece[];
  /** Where it is not known whether there was cover. Neither cover nor gaps lie there. */
  readonly undetermined: readonly Period[];
  readonly worked: Micros;
  readonly covered: Micros;
};

/** Seven local days, Monday first. Moments that lie in two shifts count once in the totals. */
export type Week = {
  readonly name: IsoWeek;
  readonly timeZone: string;
  readonly now: Instant;
  readonly days: readonly WeekDay[];
  readonly worked: Micros;
  readonly covered: Micros;
};

/** Which week, on whose wall clock, and how far time has come. */
export type WeekQuestion = { readonly name: IsoWeek; readonly timeZone: string; readonly now: Instant };

/**
 * A customer's week. Nothing after `now` has happened yet: shifts and cover stop there. All work counts, also what a gap
 * is drawn for. `undetermined`: where it is not known whether there was cover.
 */
export function weekOf(
  laneShifts: readonly LaneShift[],
  eligibility: Eligibility,
  question: WeekQuestion,
  undetermined: readonly Period[] = [],
): Week {
  const so = soFar(laneShifts, eligibility, question.now, undetermined);
  const days = daysOf(question.name, question.timeZone).map((day) => weekDay(day, so));
  return {
    ...question,
    days,
    worked: sum(days.map((day) => day.worked)),
    covered: sum(days.map((day) => day.covered)),
  };
}

/** All that has happened until now, before it is cut into days. */
type SoFar = {
  readonly shifts: readonly ShiftPiece[];
  readonly worked: readonly Period[];
  readonly through: readonly CoverPiece[];
  readonly gaps: readonly GapPiece[];
  readonly undetermined: readonly Period[];
};

function soFar(
  laneShifts: readonly LaneShift[],
  eligibility: Eligibility,
  now: Instant,
  undetermined: readonly Period[],
): SoFar {
  const own = laneShifts
    .map((laneShift) => ({ laneShift, parts: visibleParts(laneShift, eligibility) }))
    .filter(({ parts }) => parts.length > 0);
  const through = coverPieces(laneShifts, eligibility).flatMap(({ workProvider, period }) =>
    untilNow(without(period, undetermined), now).map((part) => ({ workProvider, period: part })),
  );
  return {
    shifts: inOrder(own.flatMap(({ laneShift }) => shiftPieces(laneShift, eligibility, now))),
    worked: union(own.flatMap(({ parts }) => untilNow(parts, now))),
    through: inOrder(through),
    gaps: inOrder(
      gapPieces(
        own.flatMap(({ laneShift }) => gapsIn(laneShift, eligibility)),
        [...through.map(({ period }) => period), ...undetermined],
        now,
      ),
    ),
    undetermined,
  };
}

function coverPieces(laneShifts: readonly LaneShift[], eligibility: Eligibility): CoverPiece[] {
  const byProvider = Map.groupBy(laneShifts, ({ lane }) => lane.workProvider);
  return [...byProvider].flatMap(([workProvider, own]) => {
    const covers = own.flatMap((laneShift) => coverThrough(laneShift, eligibility));
    return union(covers.map(({ period }) => period)).map((period) => ({ workProvider, period }));
  });
}

/**
 * Cover through one shift fills the gap in another, and what is undetermined is no gap. Pieces that touch and have one
 * reason become one.
 */
function gapPieces(gaps: readonly Gap[], filled: readonly Period[], now: Instant): GapPiece[] {
  const own = gaps.filter((gap) => gap.reason !== 'linked_to_another');
  const alike = Map.groupBy(own, ({ laneShift, reason }) => `${laneShift.lane.workProvider} ${reason}`);
  return [...alike.values()].flatMap((same) => {
    const [{ laneShift, reason }] = same as [Gap];
    const open = union(same.map((gap) => gap.period)).flatMap((period) => without(period, filled));
    return untilNow(open, now).map((period) => ({ workProvider: laneShift.lane.workProvider, period, reason }));
  });
}

function untilNow(periods: readonly Period[], now: Instant): Period[] {
  return within(periods, { from: -Infinity, to: now });
}

function within(periods: readonly Period[], bounds: Period): Period[] {
  return periods.flatMap((period) => intersect(period, bounds) ?? []);
}

function weekDay(day: LocalDay, so: SoFar): WeekDay {
  const through = so.through.flatMap((piece) => cut(piece, day));
  const cover = union(through.map(({ period }) => period));
  return {
    ...day,
    shifts: so.shifts.flatMap((piece) => cutToDay(piece, day)),
    cover,
    through,
    gaps: so.gaps.flatMap((gap) => cut(gap, day)),
    undetermined: within(so.undetermined, day.period),
    worked: totalLength(within(so.worked, day.period)),
    covered: totalLength(cover),
  };
}

function cut<T extends { readonly period: Period }>(piece: T, day: LocalDay): T[] {
  return within([piece.period], day.period).map((period) => ({ ...piece, period }));
}

function cutToDay(piece: ShiftPiece, { period: day }: LocalDay): ShiftPiece[] {
  if (piece.period.from === piece.period.to) return contains(day, piece.period.from) ? [piece] : [];
  const period = intersect(piece.period, day);
  return period ? [{ ...piece, period, till: piece.period.to > day.to ? 'midnight' : piece.till }] : [];
}

function inOrder<T extends { readonly period: Period }>(pieces: readonly T[]): T[] {
  return pieces.toSorted((a, b) => a.period.from - b.period.from || a.period.to - b.period.to);
}

function sum(lengths: readonly Micros[]): Micros {
  return lengths.reduce((total, length) => total + length, 0);
}
