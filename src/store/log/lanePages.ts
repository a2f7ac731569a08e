import type { Subject } from '../../core/event.ts';
import { type Queryable, rows } from '../postgres/database.ts';

/** A page of subjects, in an order of their own: `limit` of those after `last`. */
export type LanePages = (db: Queryable, last: Subject | undefined, limit: number) => Promise<Subject[]>;

/** Everyone the log speaks of. */
export const subjectsAfter: LanePages = pagesOver('event');

/** The lanes that have shifts. */
export const lanesAfter: LanePages = pagesOver('shift');

const BEFORE_ALL: Subject = { workProvider: -1, identifierKind: 'driverId', identifier: '' };

function pagesOver(table: 'event' | 'shift'): LanePages {
  const statement = {
    name: `walk_over_${table}`,
    text: `select distinct work_provider_id as "workProvider", identifier_kind as "identifierKind", identifier from ${table}
           where (work_provider_id, identifier_kind, identifier) > ($1::int, $2::identifier_kind, $3::text)
           order by 1, 2, 3 limit $4`,
  };
  return async (db, last, limit) => {
    const { workProvider, identifierKind, identifier } = last ?? BEFORE_ALL;
    return await rows<Subject>(db, statement, [workProvider, identifierKind, identifier, limit]);
  };
}
