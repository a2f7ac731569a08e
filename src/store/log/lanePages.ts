import type { Lane } from '../../core/shift/lane.ts';
import { type Queryable, rows } from '../postgres/database.ts';

/** The lanes of some subjects. `lastSubjectId`: where to read on; undefined when there are no more. */
export type LanePage = { readonly lanes: readonly Lane[]; readonly lastSubjectId: number | undefined };

const LANES_AFTER = {
  name: 'lanes_after',
  text: `with page as materialized (select * from subject where id > $1 order by id limit $2)
         select p.id, p.work_provider_id as "workProvider", p.identifier_kind as "identifierKind", p.identifier, lane.reference
         from page p cross join lateral (
           select '' as reference
           union select reference from event where subject_id = p.id and reference <> ''
           union select reference from shift where subject_id = p.id) lane
         order by p.id, lane.reference`,
};

/** The lanes of the next `limit` subjects after one, those that have shifts and no events included. */
export async function lanesAfter(db: Queryable, subjectId: number, limit: number): Promise<LanePage> {
  const found = await rows<Lane & { id: number }>(db, LANES_AFTER, [subjectId, limit]);
  const lanes = found.map(({ workProvider, identifierKind, identifier, reference }) => {
    return { workProvider, identifierKind, identifier, reference };
  });
  return { lanes, lastSubjectId: found.at(-1)?.id };
}
