import type { CoverPiece, Week, WeekDay } from '../../core/cover/week.ts';
import { fromTemporal, HOUR, type Instant, type Micros } from '../../core/time/instant.ts';
import { contains, type Period } from '../../core/time/period.ts';
import { type Html, html, nothing } from '../layout/html.ts';
import { locale } from '../text/times.ts';
import { type Band, bar, percent, type Scale, share, verticalLine } from './chartScale.ts';
import { dayLabels, drawNote, notesOf } from './chartText.ts';

/**
 * How one work provider is drawn: by a tint, which is the same in every week, and by a letter if the week has several,
 * so that nothing is shown by colour alone.
 */
export type ProviderMark = {
  readonly workProvider: number;
  readonly name: string;
  readonly tint: string;
  readonly letter: string | undefined;
};

// Heights in pixels.
const BAR = 24;
const EMPTY_BAR = 4;
const NOTE = 16;
const ROW_GAP = 15;
const HOUR_LABELS = 20;
const MARKED_HOURS = [6, 12, 18];

const TINTS = 6;
/** In percent of the width: less has no room for a letter. */
const LETTER_ROOM = 5;

/** The class by which `cover.css` colours the cover through a work provider. */
function tintOf(workProvider: number): string {
  return `tint-${workProvider % TINTS}`;
}

/** The marks of the work providers of a week, sorted by name. */
export function providerMarks(week: Week, names: ReadonlyMap<number, string>): ProviderMark[] {
  const providers = [...new Set(week.days.flatMap((day) => day.shifts.map((piece) => piece.workProvider)))];
  const named = providers.map((workProvider) => ({ workProvider, name: names.get(workProvider) ?? '' }));
  const sorted = named.toSorted((a, b) => a.name.localeCompare(b.name, locale()));
  const letter = (index: number) => (sorted.length > 1 ? String.fromCodePoint(65 + index) : undefined);
  return sorted.map((each, index) => ({ ...each, tint: tintOf(each.workProvider), letter: letter(index) }));
}

/**
 * The week as an SVG chart with one bar for each day: solid where work was covered, hatched where it was not, dotted
 * where that is not known.
 */
export function weekChart(week: Week, marks: readonly ProviderMark[], label: string): Html {
  const longest = Math.max(...week.days.map(({ period }) => period.to - period.from));
  const rows = week.days.map((day) => dayRow(day, week, marks, longest));
  const tops = rows.map((_, index) => HOUR_LABELS + rows.slice(0, index).reduce((sum, row) => sum + row.height, 0));
  const height = HOUR_LABELS + rows.reduce((sum, row) => sum + row.height, 0) - ROW_GAP;
  return html`<svg class="week-chart" role="img" aria-label="${label}" width="100%" height="${height}">
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="pattern-background" width="6" height="6"/><rect class="hatch-line" width="2.6" height="6"/></pattern><pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse"><rect class="pattern-background" width="5" height="5"/><circle class="dot" cx="2.5" cy="2.5" r="1.2"/></pattern></defs>
${[0, ...MARKED_HOURS, 24].map((hour) => hourLabel(hour, (hour * HOUR) / longest))}
${rows.map((row, index) => html`<g transform="translate(0 ${tops[index] as number})">${row.drawn}</g>`)}
</svg>`;
}

/** `place`: the share of the width. */
function hourLabel(hour: number, place: number, y = 11): Html {
  const anchor = hour === 0 ? 'start' : place >= 0.95 ? 'end' : 'middle';
  return html`<text class="hour" x="${percent(place * 100)}" y="${y}" text-anchor="${anchor}">${String(hour).padStart(2, '0')}</text>`;
}

type Row = { readonly drawn: Html; readonly height: number };

/**
 * All rows have one scale, so that an hour has the same width everywhere: on the day of 23 hours the bar is shorter. A day
 * on which the clocks change has hours of its own above its bar.
 */
function dayRow(day: WeekDay, week: Week, marks: readonly ProviderMark[], longest: Micros): Row {
  const scale: Scale = { from: day.period.from, length: longest };
  const isToday = contains(day.period, week.now);
  const label = dayLabels(day, isToday);
  const changes = day.period.to - day.period.from !== 24 * HOUR;
  const isEmpty = day.shifts.length === 0 && day.undetermined.length === 0;
  const top = label.height + (changes ? HOUR_LABELS - 4 : 0);
  const band = { top, height: isEmpty ? EMPTY_BAR : BAR };
  const bottom = band.top + band.height;
  const notes = notesOf(day, week.now, week.timeZone);
  const instantAt = (hour: number) => instantOn(day, hour, week.timeZone);
  const ownHours = [0, ...MARKED_HOURS].map((hour) =>
    hourLabel(hour, share(instantAt(hour), scale) / 100, label.height + 8),
  );
  const drawn = html`${label.drawn}
${changes && [...ownHours, hourLabel(24, share(day.period.to, scale) / 100, label.height + 8)]}
${MARKED_HOURS.map((hour) => verticalLine('hour-line', instantAt(hour), band, scale))}
${bar('track', day.period, band, scale)}
${splitByProviders(day.through).map((piece) => drawCover(piece, marks, band, scale))}
${day.gaps.map((gap) => bar('gap', gap.period, band, scale))}
${day.undetermined.map((period) => bar('undetermined', period, band, scale))}
${isToday && verticalLine('now', week.now, { top: top - 3, height: bottom - top + 6 }, scale)}
${notes.map((note, index) => drawNote(note, bottom + NOTE * (index + 1) - 3, scale))}`;
  return { drawn, height: bottom + notes.length * NOTE + ROW_GAP };
}

function instantOn({ date }: WeekDay, hour: number, timeZone: string): Instant {
  return fromTemporal(date.toZonedDateTime({ timeZone, plainTime: { hour } }).toInstant());
}

/** A time with the work providers through whom there was cover. */
type Shared = { readonly period: Period; readonly providers: readonly number[] };

/** Pieces that overlap are cut where another begins or ends. */
function splitByProviders(pieces: readonly CoverPiece[]): Shared[] {
  const cuts = [...new Set(pieces.flatMap(({ period }) => [period.from, period.to]))].toSorted((a, b) => a - b);
  return cuts.slice(1).flatMap((to, index) => {
    const period = { from: cuts[index] as Instant, to };
    const own = pieces.filter((piece) => contains(piece.period, period.from)).map(({ workProvider }) => workProvider);
    return own.length > 0 ? [{ period, providers: own }] : [];
  });
}

/** Several work providers at once share the height of the bar. */
function drawCover(
  { period, providers }: Shared,
  marks: readonly ProviderMark[],
  { top, height }: Band,
  scale: Scale,
): Html[] {
  const own = marks.filter(({ workProvider }) => providers.includes(workProvider));
  const each = height / own.length;
  return own.map(({ tint, letter }, index) => {
    const part = { top: top + index * each, height: each };
    return html`${bar(`cover ${tint}`, period, part, scale)}${drawLetter(letter, period, part, scale)}`;
  });
}

function drawLetter(letter: string | undefined, { from, to }: Period, { top, height }: Band, scale: Scale): Html {
  const start = share(from, scale);
  if (letter === undefined || share(to, scale) - start < LETTER_ROOM) return nothing;
  return html`<text class="letter" x="${percent(start)}" dx="4" y="${top + height / 2 + 4}">${letter}</text>`;
}
