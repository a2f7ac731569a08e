import type { Mode } from '../core/mode.ts';
import { firstRow, type Queryable, rows } from './database.ts';

const READ = { name: 'data_mode', text: 'select mode from data_mode' };
/** Data from before there were modes are live ones. */
const CLAIM = {
  name: 'claim_data_mode',
  text: `insert into data_mode (mode)
         select case when exists (select from work_provider) or exists (select from customer) then 'live' else $1 end on conflict do nothing`,
};

/** The mode that the data in this database are of: `wanted`, where they are new. */
export async function dataMode(db: Queryable, wanted: Mode): Promise<Mode> {
  const found = await firstRow<{ mode: Mode }>(db, READ);
  if (found) return found.mode;
  await rows(db, CLAIM, [wanted]);
  return await dataMode(db, wanted);
}
