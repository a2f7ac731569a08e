import type { Version } from '../../core/cover/facts.ts';
import { type Queryable, rows } from '../postgres/database.ts';

/** The tables whose rows have a period that may be corrected. */
export type VersionedTable = 'link' | 'suspension' | 'opt_out' | 'customer' | 'customer_merge' | 'work_provider';

const VERSIONS = {
  name: 'held_versions',
  text: `select v.key, nullif(v.held, 'empty') as held, v.recorded_at as "recordedAt", v.changed_by as "by", v.change_reason as why
         from unnest($2::text[]) as asked (key)
         cross join lateral (select * from held_version where of_table = $1 and key = asked.key offset 0) v order by v.id`,
};

/** Every period that rows of a table ever had, by key, in the order in which they were recorded. */
export async function versionsOf(
  db: Queryable,
  table: VersionedTable,
  keys: readonly (string | number)[],
): Promise<Map<string, Version[]>> {
  if (keys.length === 0) return new Map();
  const found = await rows<Version & { key: string }>(db, VERSIONS, [table, keys.map(String)]);
  return new Map([...Map.groupBy(found, ({ key }) => key)].map(([key, own]) => [key, own]));
}
