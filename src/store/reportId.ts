import type { Report } from '../core/event.ts';
import { firstRow, type Queryable } from './database.ts';
import { toTimestamptz } from './sqlTypes.ts';

const ID_OF = {
  name: 'id_of_report',
  text: `select id from event where (work_provider_id, identifier_kind, identifier, occurred_at, kind)
           = ($1, $2::identifier_kind, $3, $4::timestamptz, $5::event_kind)`,
};

/** The id of the event that a report is, once it is stored. */
export async function idOfReport(db: Queryable, workProvider: number, report: Report): Promise<number | undefined> {
  const { identifierKind, identifier, occurredAt, kind } = report;
  const identity = [workProvider, identifierKind, identifier, toTimestamptz(occurredAt), kind];
  return (await firstRow<{ id: number }>(db, ID_OF, identity))?.id;
}
