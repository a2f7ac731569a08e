import type { Instant } from '../core/time/instant.ts';
import { firstRow, type Queryable, rows } from './postgres/database.ts';

/** What PostgreSQL says of itself and of this database. */
export type Installation = {
  readonly postgresVersion: string;
  /** The last migration that ran. */
  readonly migration: string;
  readonly databaseBytes: number;
  /** By PostgreSQL's clock. */
  readonly now: Instant;
  /** The settings that a promise or the upkeep rests on: `on` or `off`, as they hold for this role and database. */
  readonly settings: Readonly<Record<(typeof SETTINGS)[number], string>>;
  readonly lastEvent: { readonly id: number; readonly workProvider: number; readonly receivedAt: Instant } | null;
  readonly lastBackupAt: Instant | null;
};

const SETTINGS = ['fsync', 'full_page_writes', 'autovacuum'] as const;

const INSTALLATION = {
  name: 'installation',
  text: `select current_setting('server_version') as "postgresVersion", (select max(name) from migration) as migration,
           pg_database_size(current_database()) as "databaseBytes", clock_timestamp() as now,
           (select json_object_agg(s, current_setting(s)) from unnest($1::text[]) s) as settings,
           last.id, last.work_provider_id as "workProvider", last.received_at as "receivedAt",
           (select at from audit where action = 'made a backup' order by id desc limit 1) as "lastBackupAt"
         from (select) one left join lateral (select id, work_provider_id, received_at from event order by id desc limit 1) last on true`,
};

/** What PostgreSQL says of itself and of this database. */
export async function readInstallation(db: Queryable): Promise<Installation> {
  type Row = Omit<Installation, 'lastEvent'> & { id: number | null; workProvider: number; receivedAt: Instant };
  const { id, workProvider, receivedAt, ...row } = (await firstRow<Row>(db, INSTALLATION, [SETTINGS])) as Row;
  return { ...row, lastEvent: id === null ? null : { id, workProvider, receivedAt } };
}

/** What waits to be settled: about how many events, and when the oldest was received. Null: none waits. */
export type Backlog = { readonly events: number; readonly since: Instant | null };

const BACKLOG = {
  name: 'backlog',
  text: `select coalesce(sum(coalesce(last_event_id - first_event_id + 1, 1)), 0)::int8 as events,
           (select received_at from event where id >= min(u.first_event_id) order by id limit 1) as since
         from unsettled u where set_aside_at is null`,
};

/** What waits to be settled, without what was set aside. */
export async function backlog(db: Queryable): Promise<Backlog> {
  return (await firstRow<Backlog>(db, BACKLOG)) as Backlog;
}

/** Work that settling gave up on: an event, or a link that changed. */
export type SetAside = {
  readonly eventId: number | null;
  /** Of the event. */
  readonly workProvider: number | null;
  readonly linkId: number | null;
  readonly error: string;
};

const SET_ASIDE = {
  name: 'set_aside',
  text: `select first_event_id as "eventId", link_id as "linkId", coalesce(last_error, '') as error,
           (select work_provider_id from event where id = first_event_id) as "workProvider"
         from unsettled where set_aside_at is not null order by id limit 100`,
};

/** What settling gave up on, at most a hundred. */
export async function listSetAside(db: Queryable): Promise<SetAside[]> {
  return await rows<SetAside>(db, SET_ASIDE);
}

/** A work provider that has not ended, and when it last reported. */
export type Feed = { readonly id: number; readonly name: string; readonly lastReceivedAt: Instant };

const FEEDS = {
  name: 'last_received',
  text: `select p.id, p.name, last.received_at as "lastReceivedAt" from work_provider p
         join lateral (select received_at from event e where e.work_provider_id = p.id
           order by e.work_provider_id desc, e.id desc limit 1) last on true
         where p.held @> clock_timestamp() order by p.name`,
};

/** The work providers that have ever reported, without those that ended. */
export async function listFeeds(db: Queryable): Promise<Feed[]> {
  return await rows<Feed>(db, FEEDS);
}

const UNMATCHED = {
  name: 'unmatched_of_newest',
  text: `select count(*) as unmatched from (select subject_id, occurred_at from event order by id desc limit 1000) e
         join subject s on s.id = e.subject_id
         where case s.identifier_kind
           when 'driverId' then not exists (select from link l where l.work_provider_id = s.work_provider_id
             and l.driver_id = s.identifier and l.held @> e.occurred_at)
           else not exists (select from customer c where c.number = s.identifier) end`,
};

/** How many of the newest 1,000 events are of a driver ID that was not linked then, or of an unknown customer number. */
export async function unmatchedOfNewest(db: Queryable): Promise<number> {
  return (await firstRow<{ unmatched: number }>(db, UNMATCHED))?.unmatched ?? 0;
}

/** Deliveries that wait for their next attempt, and those that an endpoint which is paused holds back. */
export type UnderWay = { readonly waiting: number; readonly held: number };

const UNDER_WAY = {
  name: 'deliveries_under_way',
  text: `select count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'held') as held
         from delivery where state in ('waiting', 'held')`,
};

/** How many deliveries are under way. */
export async function deliveriesUnderWay(db: Queryable): Promise<UnderWay> {
  return (await firstRow<UnderWay>(db, UNDER_WAY)) as UnderWay;
}
