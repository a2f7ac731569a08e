-- Web hooks: what work providers are told, where to, and what became of it.

-- The secret is kept in clear, because nothing can be signed without it, and a key to it would lie in this same database.
create table endpoint (
  id bigint generated always as identity primary key,
  work_provider_id integer not null references work_provider,
  url text not null check (length(url) between 1 and 2048),
  description text not null default '' check (length(description) <= 255),
  -- Whom to write to when it is paused.
  email text,
  written_to_at timestamptz,
  -- Empty: all.
  types text[] not null default '{}',
  secret text not null check (secret ~ '^whsec_'),
  -- Signs as well, until then: whoever receives changes from one secret to the next without a gap.
  former_secret text,
  former_until timestamptz,
  recorded_at timestamptz not null default clock_timestamp(),
  -- When the first of the failures was since which nothing was delivered.
  failing_since timestamptz,
  paused_at timestamptz,
  paused_because text check (paused_because in ('by_hand', 'failing', 'gone')),
  removed_at timestamptz,
  check ((paused_at is null) = (paused_because is null)),
  check ((former_secret is null) = (former_until is null))
);
create index endpoint_in_force on endpoint (work_provider_id) where removed_at is null;
create index endpoint_written_to on endpoint (email, written_to_at) where email is not null;

-- Something a work provider is told: facts in our own terms, which become a body when it is sent.
create table notice (
  id bigint generated always as identity primary key,
  work_provider_id integer not null,
  type text not null,
  facts jsonb not null,
  -- What may be said only once has a name.
  once text,
  recorded_at timestamptz not null default clock_timestamp()
);
create unique index said_once on notice (work_provider_id, once) where once is not null;
create index notice_by_time on notice (work_provider_id, recorded_at);

-- One notice on its way to one endpoint.
create table delivery (
  id bigint generated always as identity primary key,
  notice_id bigint not null references notice on delete cascade,
  endpoint_id bigint not null references endpoint,
  work_provider_id integer not null,
  type text not null,
  state text not null check (state in ('waiting', 'delivered', 'failed', 'held')),
  -- Attempts since it was last begun: a replay begins anew.
  tries smallint not null default 0,
  next_attempt_at timestamptz,
  recorded_at timestamptz not null default clock_timestamp(),
  constraint one_delivery unique (notice_id, endpoint_id)
);
create index delivery_of_provider on delivery (work_provider_id, id);
create index delivery_of_endpoint on delivery (endpoint_id, id);
create index delivery_under_way on delivery (endpoint_id, state) where state in ('waiting', 'held');

create table delivery_attempt (
  id bigint generated always as identity primary key,
  delivery_id bigint not null references delivery on delete cascade,
  work_provider_id integer not null,
  at timestamptz not null,
  duration_ms integer not null,
  -- Of the answer; null where none came.
  status smallint,
  answer text,
  fault text,
  check ((status is null) = (answer is null)),
  check (status is not null or fault is not null)
);
create index attempt_of_delivery on delivery_attempt (delivery_id, id);

-- What a work provider was last told of a shift and of the cover through it, so that only what differs is told again.
create table told_shift (
  shift_id bigint primary key,
  work_provider_id integer not null,
  told jsonb not null,
  recorded_at timestamptz not null default clock_timestamp()
);
create index told_shift_by_time on told_shift (recorded_at);

alter table endpoint enable row level security, force row level security;
create policy own_rows on endpoint using (
  coalesce(work_provider_id = (select nullif(current_setting('shiftcover.work_provider', true), '')::integer), true));
alter table notice enable row level security, force row level security;
create policy own_rows on notice using (
  coalesce(work_provider_id = (select nullif(current_setting('shiftcover.work_provider', true), '')::integer), true));
alter table delivery enable row level security, force row level security;
create policy own_rows on delivery using (
  coalesce(work_provider_id = (select nullif(current_setting('shiftcover.work_provider', true), '')::integer), true));
alter table delivery_attempt enable row level security, force row level security;
create policy own_rows on delivery_attempt using (
  coalesce(work_provider_id = (select nullif(current_setting('shiftcover.work_provider', true), '')::integer), true));
alter table told_shift enable row level security, force row level security;
create policy own_rows on told_shift using (
  coalesce(work_provider_id = (select nullif(current_setting('shiftcover.work_provider', true), '')::integer), true));

-- Nothing below reaches the jobs before there is an endpoint, and whoever adds one has brought their schema up to date.

-- At most two at once for one endpoint, so that one that keeps us waiting leaves room for the others.
create function queue_delivery(delivery_id bigint, endpoint_id bigint, at timestamptz) returns void language plpgsql as $$
begin
  perform graphile_worker.add_job('deliver_notice', json_build_object('delivery', delivery_id),
    queue_name := format('endpoint %s %s', endpoint_id, delivery_id % 2), run_at := at, max_attempts := 14,
    job_key := format('delivery %s', delivery_id), priority := 1);
end $$;

-- Keeps what is to be told, and its way to every endpoint that takes it, in the transaction of what it tells of.
create function write_notices(providers integer[], types text[], facts jsonb[], onces text[]) returns void language plpgsql as $$
declare
  due record;
begin
  for due in
    with told as (
      insert into notice (work_provider_id, type, facts, once)
      select sent.provider, sent.type, sent.fact, sent.once
      from unnest(providers, types, facts, onces) with ordinality as sent (provider, type, fact, once, place)
      where exists (select from endpoint e where e.work_provider_id = sent.provider and e.removed_at is null
        and (e.types = '{}' or sent.type = any (e.types)))
      order by place
      on conflict do nothing
      returning id, work_provider_id, type
    )
    insert into delivery (notice_id, endpoint_id, work_provider_id, type, state, next_attempt_at)
    select told.id, e.id, told.work_provider_id, told.type,
      case when e.paused_at is null then 'waiting' else 'held' end,
      case when e.paused_at is null then clock_timestamp() end
    from told join endpoint e on e.work_provider_id = told.work_provider_id and e.removed_at is null
      and (e.types = '{}' or told.type = any (e.types))
    order by told.id, e.id
    returning delivery.id, delivery.endpoint_id, delivery.state
  loop
    if due.state = 'waiting' then perform queue_delivery(due.id, due.endpoint_id, null); end if;
  end loop;
end $$;

create function is_listening(provider integer) returns boolean language sql as $$
  select exists (select from endpoint where work_provider_id = provider and removed_at is null)
$$;

create function tell_of_link() returns trigger language plpgsql as $$
begin
  if is_listening(new.work_provider_id) and (tg_op = 'INSERT' or upper_inf(old.held) and not upper_inf(new.held)) then
    perform write_notices(array[new.work_provider_id], array[case tg_op when 'INSERT' then 'link.created' else 'link.ended' end],
      array[jsonb_build_object('driverId', new.driver_id, 'customerNumber', new.customer_number,
        'from', lower(new.held), 'to', upper(new.held))], array[null::text]);
  end if;
  return null;
end $$;
create trigger tell after insert or update on link for each row execute function tell_of_link();

-- Whoever is suspended or refuses may have cover in shifts that no event touches: those are looked at again.
create function look_at_customer() returns trigger language plpgsql as $$
begin
  if exists (select from endpoint where removed_at is null) then
    perform graphile_worker.add_job('look_at_customer', json_build_object('customerNumber', new.customer_number,
      'since', case tg_op when 'INSERT' then lower(new.held) else least(upper(old.held), upper(new.held)) end), max_attempts := 14);
  end if;
  return null;
end $$;
create trigger look after insert or update on suspension for each row execute function look_at_customer();
create trigger look after insert or update on refusal for each row execute function look_at_customer();
