-- The event log: every login and logout, and the functions that append to it.

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

create index event_by_receipt on event (work_provider_id, received_at, id);
-- A receipt is a UUID of version 7, so it tells about when it was stored: the events of that time are few.
create index repeated_by_receipt on repeated_report (receipt);

call make_append_only('event');
call make_append_only('repeated_report');
call make_append_only('event_void');
call restrict_to_work_provider('event');

-- Work for settling: some ids that one append wrote, first to last, or a link that began or ended.
-- Settling deletes the row in the transaction that writes the shifts, so the effect happens once.
create table unsettled (
  id bigint generated always as identity primary key,
  first_event_id bigint,
  last_event_id bigint,
  link_id bigint references link,
  tries smallint not null default 0,
  last_error text,
  set_aside_at timestamptz,
  check ((link_id is null) = (first_event_id is not null)),
  check (last_event_id >= first_event_id)
);

-- The one way into the log. The lock gives the log one order: ids follow the order of commit, over
-- all processes, so that whoever remembers an id never misses an earlier one. It is held for this
-- call and its commit only, with no client in between.
create function append_events(
  providers integer[], identifier_kinds identifier_kind[], identifiers text[], kinds event_kind[],
  instants timestamptz[], readings reading[], texts text[], receipts uuid[]
) returns void language plpgsql as $$
declare
  stored bigint;
begin
  perform pg_advisory_xact_lock(hashtext('shiftcover append'));
  begin
    stored := insert_new_events(providers, identifier_kinds, identifiers, kinds, instants, readings, texts, receipts, false);
  exception when unique_violation then
    -- The same new event twice in one call: rare, and dearer to look for each time.
    stored := insert_new_events(providers, identifier_kinds, identifiers, kinds, instants, readings, texts, receipts, true);
  end;
  if stored < cardinality(providers) then
    perform insert_repeated_reports(providers, identifier_kinds, identifiers, kinds, instants, receipts);
  end if;
end $$;

create function insert_new_events(
  providers integer[], identifier_kinds identifier_kind[], identifiers text[], kinds event_kind[],
  instants timestamptz[], readings reading[], texts text[], receipts uuid[], repeats_inside boolean
) returns bigint language plpgsql as $$
declare
  recorded_at constant timestamptz := clock_timestamp();
  first_id bigint;
  last_id bigint;
  stored bigint;
begin
  if repeats_inside then
    with inserted as (
      insert into event (work_provider_id, identifier_kind, identifier, kind, occurred_at, reading, as_sent, receipt, received_at)
      select sent.*, recorded_at
      from unnest(providers, identifier_kinds, identifiers, kinds, instants, readings, texts, receipts) sent
      on conflict on constraint one_event do nothing
      returning id
    )
    select min(id), max(id), count(*) into first_id, last_id, stored from inserted;
  else
    with inserted as (
      insert into event (work_provider_id, identifier_kind, identifier, kind, occurred_at, reading, as_sent, receipt, received_at)
      select sent.*, recorded_at
      from unnest(providers, identifier_kinds, identifiers, kinds, instants, readings, texts, receipts)
        as sent (work_provider_id, identifier_kind, identifier, kind, occurred_at, reading, as_sent, receipt)
      where not exists (
        select from event
        where (event.work_provider_id, event.identifier_kind, event.identifier, event.occurred_at, event.kind)
            = (sent.work_provider_id, sent.identifier_kind, sent.identifier, sent.occurred_at, sent.kind))
      returning id
    )
    select min(id), max(id), count(*) into first_id, last_id, stored from inserted;
  end if;
  if stored > 0 then
    -- In pieces, so that no step of settling is long.
    insert into unsettled (first_event_id, last_event_id)
    select first, least(first + 499, last_id) from generate_series(first_id, last_id, 500) first;
  end if;
  return stored;
end $$;

create function insert_repeated_reports(
  providers integer[], identifier_kinds identifier_kind[], identifiers text[], kinds event_kind[],
  instants timestamptz[], receipts uuid[]
) returns void language sql as $$
  insert into repeated_report (event_id, receipt, received_at)
  select event_id, receipt, clock_timestamp() from (
    select distinct event.id as event_id, sent.receipt
    from unnest(providers, identifier_kinds, identifiers, kinds, instants, receipts)
      as sent (work_provider_id, identifier_kind, identifier, kind, occurred_at, receipt)
    join event using (work_provider_id, identifier_kind, identifier, occurred_at, kind)
    where event.receipt <> sent.receipt) repeated
$$;
