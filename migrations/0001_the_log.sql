-- What the insurer is told and what it decides: inserted, never changed.
-- Instants are timestamptz to the microsecond; identifiers are kept byte-exact, hence collate "C".

create extension if not exists btree_gist;

-- Domains and not enums: PostgreSQL holds = of text leakproof, and so looks by index behind row level security.
create domain identifier_kind as text collate "C" check (value in ('driverId', 'policyId'));
create domain event_kind as text collate "C" check (value in ('login', 'logout'));
-- How the instant was read from the text as sent: it had an offset, or it was local time that
-- was plain, fell in a repeated hour (which of the two was taken), or in a skipped hour.
create type reading as enum ('offset', 'local', 'repeated_earlier', 'repeated_later', 'skipped');

create table work_provider (
  id integer generated always as identity primary key,
  name text not null unique check (length(name) between 1 and 255),
  recorded_at timestamptz not null default clock_timestamp()
);

-- Settings that shape derived facts hold from a moment on; a change never rewrites the past.
create table provider_setting (
  work_provider_id integer not null references work_provider,
  holds_from timestamptz not null,
  time_zone text not null,
  longest_shift interval not null check (longest_shift > interval '0'),
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (work_provider_id, holds_from)
);

create table api_key (
  id integer generated always as identity primary key,
  work_provider_id integer not null references work_provider,
  sha256 bytea not null unique,
  hint text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz
);

create table customer (
  number text collate "C" primary key check (number ~ '^[A-Z0-9]{1,255}$'),
  email text not null,
  name text,
  recorded_at timestamptz not null default clock_timestamp()
);
create unique index customer_email on customer (lower(email collate "C"));

-- A driver ID at one work provider belongs to at most one customer at any instant: the exclusion
-- constraint lets exactly one of two racers win.
create table link (
  id bigint generated always as identity primary key,
  work_provider_id integer not null references work_provider,
  driver_id text collate "C" not null check (length(driver_id) between 1 and 255),
  customer_number text collate "C" not null references customer,
  held tstzrange not null check (not isempty(held) and lower_inc(held) and not upper_inc(held) and not lower_inf(held)),
  recorded_at timestamptz not null default clock_timestamp(),
  end_recorded_at timestamptz check (end_recorded_at is not null or upper_inf(held)),
  constraint one_customer_at_a_time
    exclude using gist (work_provider_id with =, driver_id with =, held with &&)
);
create index link_of_customer on link (customer_number, work_provider_id);

-- A stretch in which a customer is not insured at all, or refuses one work provider.
create table suspension (
  id bigint generated always as identity primary key,
  customer_number text collate "C" not null references customer,
  held tstzrange not null check (not isempty(held)),
  reason text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  end_recorded_at timestamptz,
  exclude using gist (customer_number with =, held with &&)
);

create table refusal (
  id bigint generated always as identity primary key,
  customer_number text collate "C" not null references customer,
  work_provider_id integer not null references work_provider,
  held tstzrange not null check (not isempty(held)),
  recorded_at timestamptz not null default clock_timestamp(),
  end_recorded_at timestamptz,
  exclude using gist (customer_number with =, work_provider_id with =, held with &&)
);

-- The event log. The unique constraint is the identity of an event, and the index that reads a
-- stretch of one driver's history. No foreign key to work_provider: checking it costs as much as
-- the insert, work providers are never deleted, and the id comes from the key that was checked.
create table event (
  id bigint generated always as identity primary key,
  work_provider_id integer not null,
  identifier_kind identifier_kind not null,
  identifier text collate "C" not null,
  kind event_kind not null,
  occurred_at timestamptz not null,
  reading reading not null,
  as_sent text not null,
  receipt uuid not null,
  received_at timestamptz not null,
  constraint one_event unique (work_provider_id, identifier_kind, identifier, occurred_at, kind)
);

-- The same event reported again by another request. It has no effect, and it is proof of storage
-- for that request: every 202 stands on a transaction that itself wrote to the log. No foreign key here and
-- below: checking one takes the right to update event, which nobody has; rows are only ever selected from it.
create table repeated_report (
  event_id bigint not null,
  receipt uuid not null,
  received_at timestamptz not null,
  primary key (event_id, receipt)
);

create table event_void (
  event_id bigint primary key,
  reason text not null check (length(reason) > 0),
  recorded_by text not null,
  recorded_at timestamptz not null default clock_timestamp()
);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  who text not null,
  did text not null,
  about text not null
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger append_only before update or delete or truncate on event for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on repeated_report for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on event_void for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on audit for each statement execute function refuse_change();
revoke update, delete, truncate on event, repeated_report, event_void, audit from current_user;
