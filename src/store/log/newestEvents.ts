import { type Queryable, rows, type Statement } from '../postgres/database.ts';
import { OWN } from './customerEvents.ts';
import { chosenEvents, FROM_LOG, LOGGED, type LoggedEvent } from './eventLog.ts';

/** Undefined members do not narrow the choice. */
export type EventChoice = {
  readonly provider?: number | undefined;
  readonly driverId?: string | undefined;
  /** Events that name the customer, or a driver ID while it was linked to them. */
  readonly customerNumber?: string | undefined;
  /** Events that the request with this receipt stored. */
  readonly receipt?: string | undefined;
  readonly limit: number;
};

const NEWEST = {
  name: 'newest_events',
  text: `select ${LOGGED} from ${FROM_LOG}
         where e.id = any($1::bigint[]) and ($2::int is null or e.work_provider_id = $2)
           and ($3::text is null or (s.identifier_kind = 'driverId' and s.identifier = $3))
           and ($4::uuid is null or e.receipt = $4)
         order by e.id desc limit $5`,
};

/**
 * The chosen events, the last received first. What chooses most is looked up first: by the order asked for, PostgreSQL
 * would walk through everyone's events to find one driver's.
 */
export async function newestEvents(db: Queryable, choice: EventChoice): Promise<LoggedEvent[]> {
  const { provider = null, driverId = null, receipt = null, limit } = choice;
  return await rows<LoggedEvent>(db, NEWEST, [await candidates(db, choice), provider, driverId, receipt, limit]);
}

const OF_CUSTOMER = { name: 'event_ids_of_customer', text: `${OWN} select id from own` };
const OF_DRIVER = {
  name: 'event_ids_of_driver',
  text: `select e.id from work_provider p
         join subject s on (s.work_provider_id, s.identifier_kind, s.identifier) = (p.id, 'driverId', $1)
         join event e on e.subject_id = s.id`,
};
const OF_PROVIDER = {
  name: 'event_ids_of_provider',
  text: 'select id from event where work_provider_id = $1 order by work_provider_id desc, id desc limit $2',
};
const OF_ALL = { name: 'event_ids_of_all', text: 'select id from event order by id desc limit $1' };

/** A request holds no more. */
const MOST_OF_A_REQUEST = 10_000;

/** The ids of the events that one part of the choice leaves: all that it leaves, or the newest where no other part is given. */
async function candidates(db: Queryable, choice: EventChoice): Promise<number[]> {
  const { provider, driverId, customerNumber, receipt, limit } = choice;
  const ids = async (statement: Statement, values: unknown[]) =>
    (await rows<{ id: number }>(db, statement, values)).map(({ id }) => id);
  if (customerNumber !== undefined) return await ids(OF_CUSTOMER, [customerNumber, '-infinity', 'infinity']);
  if (receipt !== undefined) return await chosenEvents(db, { tag: 'receipt', receipt }, MOST_OF_A_REQUEST);
  if (driverId !== undefined) return await ids(OF_DRIVER, [driverId]);
  if (provider !== undefined) return await ids(OF_PROVIDER, [provider, limit]);
  return await ids(OF_ALL, [limit]);
}
