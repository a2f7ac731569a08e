import pg from 'pg';
import type { Subject } from '../../core/event.ts';
import { HOUR, type Instant, instantOf, MINUTE, SECOND } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';

const INT8 = 20;
const TIMESTAMPTZ = 1184;
const TSTZRANGE = 3910;
const INT8_ARRAY = 1016;
const TIMESTAMPTZ_ARRAY = 1185;

/** The period of a row that was taken back: it contains no instant. */
const EMPTY: Period = { from: Infinity, to: -Infinity };

/** How PostgreSQL's values come in: instants as microseconds, ranges of them as periods, bigint as number. */
export const sqlTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') => {
    if (oid === TIMESTAMPTZ) return fromTimestamptz;
    if (oid === TSTZRANGE) return fromRange;
    if (oid === INT8) return Number;
    if (oid === INT8_ARRAY) return (text: string) => plainElements(text).map(Number);
    if (oid === TIMESTAMPTZ_ARRAY) return (text: string) => plainElements(text).map(fromTimestamptz);
    return pg.types.getTypeParser(oid, format);
  }) as pg.CustomTypesConfig['getTypeParser'],
};

const DAY = 24 * HOUR;
/** The last day that was read, and the last that was written: most instants of a statement lie in one. */
let read = { text: '', begins: 0 };
let written = { day: NaN, text: '' };

/** `2026-03-01 08:00:00.5+00`, as PostgreSQL writes it with timezone UTC and datestyle ISO. */
function fromTimestamptz(text: string): Instant {
  if (text === 'infinity') return Infinity;
  if (text === '-infinity') return -Infinity;
  if (text[10] !== ' ' || !text.endsWith('+00')) return instantOf(text);
  const day = text.slice(0, 10);
  if (day !== read.text) read = { text: day, begins: Date.parse(day) * 1000 };
  const minutes = Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16));
  return read.begins + minutes * MINUTE + Math.round(Number(text.slice(17, -3)) * SECOND);
}

/** `{1,2}` or `{"2026-03-01 08:00:00+00"}`: elements that hold neither commas nor quotes. */
function plainElements(text: string): string[] {
  return text === '{}' ? [] : text.slice(1, -1).replaceAll('"', '').split(',');
}

/** `["2026-03-01 08:00:00+00",)` */
function fromRange(text: string): Period {
  if (text === 'empty') return EMPTY;
  const [from = '', to = ''] = text.slice(1, -1).replaceAll('"', '').split(',');
  return { from: from ? fromTimestamptz(from) : -Infinity, to: to ? fromTimestamptz(to) : Infinity };
}

/** An instant as a parameter. Faster than the platform's own text, which counts when a thousand go in one append. */
export function toTimestamptz(instant: Instant): string {
  if (!Number.isFinite(instant)) return instant > 0 ? 'infinity' : '-infinity';
  const day = Math.floor(instant / DAY);
  if (day !== written.day) written = { day, text: new Date((day * DAY) / 1000).toISOString().slice(0, -14) };
  const micros = instant - day * DAY;
  const seconds = Math.floor(micros / SECOND);
  const minutes = Math.floor(seconds / 60);
  const time = Math.floor(minutes / 60) * 10_000 + (minutes % 60) * 100 + (seconds % 60);
  return `${written.text}T${digits(time)}.${digits(micros - seconds * SECOND)}Z`;
}

function digits(upToSix: number): string {
  return String(1_000_000 + upToSix).slice(1);
}

/** An instant that may be left out, as a parameter. */
export function timestamptzOrNull(instant: Instant | undefined): string | null {
  return instant === undefined ? null : toTimestamptz(instant);
}

/**
 * An array parameter of values that need no quoting: numbers, enums, uuids, instants. Written here because node-postgres
 * looks at every element of an array for what it might have to escape, which for a thousand events costs more than
 * reading them.
 */
export function plainArray(values: readonly (string | number | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

/** Subjects as the first three parameters of a statement: work providers, kinds of identifier, identifiers. */
export function subjectColumns(subjects: readonly Subject[]): [string, string, string[]] {
  return [
    plainArray(subjects.map((subject) => subject.workProvider)),
    plainArray(subjects.map((subject) => subject.identifierKind)),
    subjects.map((subject) => subject.identifier),
  ];
}

/** A period as a parameter; one that contains no instant is empty. */
export function toRange({ from, to }: Period): string {
  if (from >= to) return 'empty';
  return `[${from === -Infinity ? '' : toTimestamptz(from)},${to === Infinity ? '' : toTimestamptz(to)})`;
}
