import pg from 'pg';
import type { Subject } from '../../core/event.ts';
import { type Instant, instantOf } from '../../core/time/instant.ts';
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

const PLAIN = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d+))?\+00$/;

/** `2026-03-01 08:00:00.5+00`, as PostgreSQL writes it with timezone UTC and datestyle ISO. */
function fromTimestamptz(text: string): Instant {
  if (text === 'infinity') return Infinity;
  if (text === '-infinity') return -Infinity;
  const found = PLAIN.exec(text);
  if (!found) return instantOf(text);
  const [, year, month, day, hour, minute, second, fraction = ''] = found;
  const milliseconds = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return milliseconds * 1000 + Number(fraction.padEnd(6, '0'));
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

/** An instant as a parameter. Faster than Temporal's own text, which counts when a thousand go in one append. */
export function toTimestamptz(instant: Instant): string {
  if (!Number.isFinite(instant)) return instant > 0 ? 'infinity' : '-infinity';
  const milliseconds = Math.floor(instant / 1000);
  const micros = instant - milliseconds * 1000;
  const text = new Date(milliseconds).toISOString();
  return micros === 0 ? text : `${text.slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
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
