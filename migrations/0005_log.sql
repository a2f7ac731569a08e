-- The event log: every login and logout, and the functions that append to it.

-- One identifier of one work provider, under a number that events, shifts and locks use instead. Never changed.
create table subject (
  id integer generated always as identity primary key,
  work_provider_id integer not null,
  identifier_kind identifier_kind not null,
  identifier text collate "C" not null,
  -- When it was first reported.
  recorded_at timestamptz not null default clock_timestamp(),
  constraint one_subject unique (work_provider_id, identifier_kind, identifier)
);
create index subject_by_customer_number on subject (identifier) where identifier_kind = 'policyId';
call restrict_to_work_provider('subject');

-- The unique constraint is the identity of an event, and the index that reads a stretch of one driver's history. No
-- foreign keys: checking one costs as much as the insert, and neither subjects nor work providers are ever deleted.
-- Columns are ordered so that no byte is lost to alignment. '' stands for no reference and no zone, so that rows need no
-- bitmap of nulls.
create table event (
  id bigint generated always as identity primary key,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  receipt uuid not null,
  subject_id integer not null,
  work_provider_id integer not null,
  reading reading not null,
  is_login boolean not null,
  -- Names the job that a login begins and a logout ends.
  reference text collate "C" not null,
  -- The zone in which a text without an offset was read.
  zone text not null,
  -- The timestamp, character for character.
  as_sent text not null,
  constraint one_event unique (subject_id, occurred_at, is_login, reference)
);
-- What a work provider reads of its own: in the one order of the log, which is that of the ids.
create index event_of_provider on event (work_provider_id, id);

-- The same event reported again by another request. It has no effect, and it is the proof of storage for that request:
-- every 202 stands on a transaction that itself wrote to the log. No foreign key here and below: checking one costs
-- as much as the insert, and no event is ever deleted.
create table repeated_report (
  event_id bigint not null,
  receipt uuid not null,
  received_at timestamptz not null,
  primary key (event_id, receipt)
);
create index repeated_by_receipt on repeated_report (receipt);

-- Corrections of events. The last row of an event holds: it voids the event, or takes a void back.
create table event_void (
  id bigint generated always as identity primary key,
  event_id bigint not null,
  voids boolean not null,
  reason text not null check (length(reason) > 0),
  recorded_by text not null,
  recorded_at timestamptz not null default clock_timestamp()
);
create index void_of_event on event_void (event_id, id);

call make_append_only('subject');
call make_append_only('event');
call make_append_only('repeated_report');
call make_append_only('event_void');
call restrict_to_work_provider('event');

create function is_void(of_event bigint) returns boolean stable language sql as $$
  select coalesce((select voids from event_void where event_id = of_event order by id desc limit 1), false)
$$;

-- What settling has yet to process: some ids that one append wrote, first to last; a link that changed; or a stretch of a
-- lane whose limits changed. Settling deletes the row in the transaction that writes the shifts, so the effect happens
-- once.
create table unsettled (
  id bigint generated always as identity primary key,
  -- Whose large append it is a part of.
  work_provider_id integer,
  first_event_id bigint,
  last_event_id bigint,
  link_id bigint references link,
  subject_id integer,
  reference text collate "C",
  since timestamptz,
  until timestamptz,
  tries smallint not null default 0,
  last_error text,
  set_aside_at timestamptz,
  -- Queues take turns: links and stretches, small appends of all work providers, large appends of each.
  queue integer not null generated always as (
    case when first_event_id is null then -1 else coalesce(work_provider_id, 0) end) stored,
  check (num_nonnulls(first_event_id, link_id, subject_id) = 1),
  check (num_nonnulls(subject_id, reference, since, until) in (0, 4)),
  -- Who looks for the item of an event looks no further back (store/log/eventLog.ts).
  check (last_event_id between first_event_id and first_event_id + 499)
);
create index unsettled_by_event on unsettled (first_event_id);
create index unsettled_by_queue on unsettled (queue, id) where set_aside_at is null;

-- The first id received at or after a time. Ids and times of receipt rise together, so halving the ids finds it.
create function first_event_since(since timestamptz) returns bigint stable language plpgsql as $$
declare
  low bigint := 1;
  high bigint := coalesce((select max(id) from event), 0) + 1;
  middle bigint;
begin
  while low < high loop
    middle := (low + high) / 2;
    if (select received_at from event where id >= middle order by id limit 1) < since then low := middle + 1; else high := middle; end if;
  end loop;
  return low;
end $$;

-- The numbers of subjects, in the order asked. Those that are new get one. Customers are mailed when they are first reported
-- by number: by a job, whether there is such a customer or not, so that the time of an answer does not tell.
create function subject_ids(providers integer[], identifier_kinds identifier_kind[], identifiers text[])
returns integer[] language plpgsql as $$
declare
  reported integer[];
begin
  with added as (insert into subject (work_provider_id, identifier_kind, identifier)
  select distinct sent.* from unnest(providers, identifier_kinds, identifiers)
    as sent (work_provider_id, identifier_kind, identifier)
  where not exists (select from subject s where (s.work_provider_id, s.identifier_kind, s.identifier)
    = (sent.work_provider_id, sent.identifier_kind, sent.identifier))
  -- One order for all: calls that add the same subjects in different orders would wait for each other.
  order by 1, 2, 3
  on conflict do nothing returning id, identifier_kind)
  select array_agg(id) into reported from added where identifier_kind = 'policyId';
  if reported is not null then
    perform graphile_worker.add_job('mail_reported', json_build_object('subjects', reported), max_attempts := 14);
  end if;
  return array(
    select s.id from unnest(providers, identifier_kinds, identifiers) with ordinality
      as sent (work_provider_id, identifier_kind, identifier, place)
    join subject s using (work_provider_id, identifier_kind, identifier) order by place);
end $$;

-- The one way into the log. The lock gives the log one order: ids follow the order of commit over all processes, so a
-- reader that remembers an id never misses an earlier one. Times of receipt never go back, whatever the clock does. The
-- lock is held for this call and its commit only, with no client in between.
create function append_events(
  subjects integer[], providers integer[], logins boolean[], instants timestamptz[], readings reading[],
  refs text[], zones text[], texts text[], receipts uuid[], ambiguous boolean[]
) returns void language plpgsql as $$
declare
  stored bigint;
begin
  perform pg_advisory_xact_lock(hashtext('shiftcover append'));
  begin
    stored := insert_new_events(subjects, providers, logins, instants, readings, refs, zones, texts, receipts, ambiguous, false);
  exception when unique_violation then
    -- One new event twice in one call: rare, and dearer to look for each time.
    stored := insert_new_events(subjects, providers, logins, instants, readings, refs, zones, texts, receipts, ambiguous, true);
  end;
  if stored < cardinality(subjects) then
    insert into repeated_report (event_id, receipt, received_at)
    select id, receipt, last_receipt() from (select distinct e.id, sent.receipt
    from unnest(subjects, logins, instants, refs, texts, receipts, ambiguous)
      as sent (subject_id, is_login, occurred_at, reference, as_sent, receipt, is_ambiguous),
      lateral stored_event(subject_id, occurred_at, is_login, reference, as_sent, is_ambiguous) found (id)
      join event e on e.id = found.id
    where e.receipt <> sent.receipt) repeated;
  end if;
end $$;

-- Whether the log can be written to is found out by a write that stores no event.
create table canary (
  written_at timestamptz not null default clock_timestamp(),
  only_one boolean primary key default true check (only_one)
);
insert into canary default values;

-- Waits for the locks that an append takes, and writes. Fails where an append would.
create function write_canary() returns void language plpgsql as $$
begin
  lock table event, repeated_report, unsettled in row exclusive mode;
  update canary set written_at = clock_timestamp();
end $$;

-- The stored event that a report is. A text without an offset that one identifier has sent already is that event, however
-- it would be read today. `ambiguous`: it may be read otherwise than it was, as it lies in a repeated hour or the zone of
-- the work provider has changed. No two zones are further apart than 26 hours.
create function stored_event(
  of_subject integer, at timestamptz, login boolean, ref text, text_sent text, ambiguous boolean
) returns bigint stable language sql as $$
  select coalesce(
    (select id from event where (subject_id, occurred_at, is_login, reference) = (of_subject, at, login, ref)),
    case when ambiguous then (
      select id from event
      where subject_id = of_subject and is_login = login and reference = ref and zone <> '' and as_sent = text_sent
        and occurred_at between at - interval '26 hours' and at + interval '26 hours'
      order by id limit 1) end)
$$;

create function last_receipt() returns timestamptz volatile language sql as $$
  select greatest(clock_timestamp(), (select received_at from event order by id desc limit 1))
$$;

create function insert_new_events(
  subjects integer[], providers integer[], logins boolean[], instants timestamptz[], readings reading[],
  refs text[], zones text[], texts text[], receipts uuid[], ambiguous boolean[], repeats_inside boolean
) returns bigint language plpgsql as $$
declare
  recorded_at constant timestamptz := last_receipt();
  first_id bigint;
  last_id bigint;
  stored bigint;
begin
  with sent as (
    select * from unnest(subjects, providers, logins, instants, readings, refs, zones, texts, receipts, ambiguous)
      with ordinality
      as s (subject_id, work_provider_id, is_login, occurred_at, reading, reference, zone, as_sent, receipt, is_ambiguous, place)
  ), fresh as (
    select * from sent where not repeats_inside
    union all
    select * from (select distinct on (subject_id, occurred_at, is_login, reference) * from sent
      where repeats_inside order by subject_id, occurred_at, is_login, reference, place) first_of_each
  ), inserted as (
    insert into event (occurred_at, received_at, receipt, subject_id, work_provider_id, reading, is_login, reference, zone, as_sent)
    select occurred_at, recorded_at, receipt, subject_id, work_provider_id, reading, is_login, reference, zone, as_sent
    from fresh
    where not exists (select from event e where (e.subject_id, e.occurred_at, e.is_login, e.reference)
        = (fresh.subject_id, fresh.occurred_at, fresh.is_login, fresh.reference))
      and (not is_ambiguous
        or stored_event(subject_id, occurred_at, is_login, reference, as_sent, true) is null)
    order by work_provider_id, place
    returning id
  )
  select min(id), max(id), count(*) into first_id, last_id, stored from inserted;
  if stored between 1 and 64 then
    insert into unsettled (first_event_id, last_event_id) values (first_id, last_id);
  elsif stored > 64 then
    -- In pieces, so that no step of settling is long.
    insert into unsettled (work_provider_id, first_event_id, last_event_id)
    select case when count > 64 then work_provider_id end, first, least(first + 499, last)
    from (select work_provider_id, count(*), min(id) as first_of_it, max(id) as last from event
        where id between first_id and last_id group by work_provider_id) part,
      generate_series(first_of_it, last, 500) first;
  end if;
  return stored;
end $$;
