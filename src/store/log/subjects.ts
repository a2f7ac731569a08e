import { type Subject, subjectKey } from '../../core/event.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { subjectColumns } from '../postgres/sqlTypes.ts';

const IDS = { name: 'subject_ids', text: 'select subject_ids($1, $2, $3) as ids' };

/**
 * The numbers of subjects, in their order; new ones get one. Numbers never change, so `known` may remember those whose
 * transaction has committed.
 */
export async function subjectIds(
  db: Queryable,
  subjects: readonly Subject[],
  known: KnownSubjects,
): Promise<readonly number[]> {
  const keys = subjects.map(subjectKey);
  const unknown = new Map(
    subjects.flatMap((subject, index) => {
      const key = keys[index] as string;
      return known.has(key) ? [] : [[key, subject] as const];
    }),
  );
  const found = new Map<string, number>();
  if (unknown.size > 0) {
    const row = await firstRow<{ ids: number[] }>(db, IDS, subjectColumns([...unknown.values()]));
    for (const [index, key] of [...unknown.keys()].entries()) found.set(key, row?.ids[index] as number);
  }
  const ids = keys.map((key) => known.get(key) ?? (found.get(key) as number));
  remember(known, found);
  return ids;
}

/** Numbers by subjectKey. */
export type KnownSubjects = Map<string, number>;

/** About 15 MB. */
const MOST_REMEMBERED = 100_000;

/** Forgets the oldest first. */
function remember(known: KnownSubjects, found: ReadonlyMap<string, number>): void {
  for (const [key, id] of found) known.set(key, id);
  for (const key of known.keys()) {
    if (known.size <= MOST_REMEMBERED) return;
    known.delete(key);
  }
}

const BY_ID = {
  name: 'subjects_by_id',
  text: `select id, work_provider_id as "workProvider", identifier_kind as "identifierKind", identifier
         from subject where id = any($1::int[])`,
};

/** Subjects by their numbers. */
export async function subjectsById(db: Queryable, ids: readonly number[]): Promise<Map<number, Subject>> {
  const found = await rows<Subject & { id: number }>(db, BY_ID, [ids]);
  return new Map(found.map(({ id, ...subject }) => [id, subject]));
}
