import pg from 'pg';
import type { Subject } from '../../core/event.ts';
import { type Instant, instantOf } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';

const INT8 = 20;
const TIMESTAMPTZ = 1184;
const TSTZRANGE = 3910;

/** How PostgreSQL's values come in: instants as microseconds, ranges of them as periods, bigint as number. */
export const sqlTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') => {
    if (oid === TIMESTAMPTZ) return fromTimestamptz;
    if (oid === TSTZRANGE) return fromRange;
    if (oid === INT8) return Number;
    return pg.types.getTypeParser(oid, format);
  }) as pg.CustomTypesConfig['getTypeParser'],
};

/** `2026-03-01 08:00:00.5+00`, as PostgreSQL writes it with timezone UTC and datestyle ISO. */
function fromTimestamptz(text: string): Instant {
  if (text === 'infinity') return Infinity;
  if (text === '-infinity') return -Infinity;
  return instantOf(text);
}

/** `["2026-03-01 08:00:00+00",)` */
function fromRange(text: string): Period {
  const [from = '', to = ''] = text.slice(1, -1).replaceAll('"', '').split(',');
  return { from: from ? fromTimestamptz(from) : -Infinity, to: to ? fromTimestamptz(to) : Infinity };
}

/** An instant as a parameter. Faster than Temporal's own text, which counts when a thousand go in one append. */
export function toTimestamptz(instant: Instant): string {
  if (!Number.isFinite(instant)) return instant > 0 ? 'infinity' : '-infinity';
  const milliseconds = Math.floor(instant / 1000);
  const micros = String(instant - milliseconds * 1000).padStart(3, '0');
  return new Date(milliseconds).toISOString().replace('Z', `${micros}Z`);
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
