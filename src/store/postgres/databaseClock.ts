import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable } from './database.ts';

const NOW = { name: 'database_clock', text: 'select clock_timestamp() as now' };

/** The present by PostgreSQL's clock, which dates all that is recorded. */
export async function databaseClock(db: Queryable): Promise<Instant> {
  return (await firstRow<{ now: Instant }>(db, NOW))?.now as Instant;
}
