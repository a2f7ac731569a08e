import type { Subject } from '../../core/event.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { toTimestamptz } from '../postgres/sqlTypes.ts';
import { fromRow, type LaneShift, SHIFT, SHIFTS, type ShiftRow } from './shifts.ts';

/** A stored shift, and when its login was received. */
export type ReportedShift = LaneShift & { readonly loginReceivedAt: Instant };

/** Which of a work provider's shifts: those that began in one period and last into another, the last begun first. */
export type ShiftsChoice = {
  readonly workProvider: number;
  /** Undefined: of every driver. */
  readonly subject: Subject | undefined;
  readonly begun: Period;
  /** They had not ended by then. */
  readonly lastsBeyond: Instant;
  /** Only those before it in the list. */
  readonly before: { readonly begun: Instant; readonly id: number };
  readonly limit: number;
};

const CHOSEN = `(sh.started_at, sh.id) < ($2::timestamptz, $3::bigint) and sh.started_at >= $5::timestamptz and sh.started_at < $6::timestamptz
  and least(sh.ended_at, sh.limit_at) > $7::timestamptz`;
const LATEST_FIRST = 'order by sh.started_at desc, sh.id desc limit $4';
const REPORTED = `${SHIFT}, (select received_at from event where id = sh.opened_by) as "loginReceivedAt"`;
type ReportedRow = ShiftRow & { loginReceivedAt: Instant };
const OVER_A_DAY = `(sh.started_at, sh.id) < ($2::timestamptz, $3::bigint) and sh.started_at < least($5::timestamptz, $6::timestamptz)
  and least(sh.ended_at, sh.limit_at) > $7::timestamptz and sh.limit_at - sh.started_at > interval '1 day'`;
const OF_PROVIDER = {
  name: 'provider_shifts',
  text: `with own as materialized (
           (select sh.* from shift sh where sh.work_provider_id = $1 and ${CHOSEN} ${LATEST_FIRST})
           union all
           (select sh.* from shift sh where sh.work_provider_id = $1 and ${OVER_A_DAY} ${LATEST_FIRST}))
         select ${REPORTED} from own sh join subject s on s.id = sh.subject_id ${LATEST_FIRST}`,
};
const OF_SUBJECT = {
  name: 'subject_shifts',
  text: `with own as materialized (
           select sh.* from subject s join shift sh on sh.subject_id = s.id
           where (s.work_provider_id, s.identifier_kind, s.identifier) = ($1, $8, $9) and (${CHOSEN} or ${OVER_A_DAY}))
         select ${REPORTED} from own sh join subject s on s.id = sh.subject_id ${LATEST_FIRST}`,
};

export async function providerShifts(db: Queryable, choice: ShiftsChoice): Promise<ReportedShift[]> {
  const { workProvider, before, begun, subject } = choice;
  const place = [toTimestamptz(before.begun), before.id, choice.limit];
  const bounds = [toTimestamptz(begun.from), toTimestamptz(begun.to), toTimestamptz(choice.lastsBeyond)];
  const parameters = [workProvider, ...place, ...bounds];
  const found = subject
    ? await rows<ReportedRow>(db, OF_SUBJECT, [...parameters, subject.identifierKind, subject.identifier])
    : await rows<ReportedRow>(db, OF_PROVIDER, parameters);
  return found.map(reportedShift);
}

const ONE = {
  name: 'provider_shift',
  text: `select ${REPORTED} from ${SHIFTS} where sh.id = $2 and sh.work_provider_id = $1`,
};

export async function providerShift(
  db: Queryable,
  workProvider: number,
  id: number,
): Promise<ReportedShift | undefined> {
  const found = await firstRow<ReportedRow>(db, ONE, [workProvider, id]);
  return found && reportedShift(found);
}

function reportedShift(row: ReportedRow): ReportedShift {
  return { ...fromRow(row), loginReceivedAt: row.loginReceivedAt };
}
