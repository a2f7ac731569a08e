-- Web hooks: the notices for work providers, the endpoints they go to, and the result of each delivery.

create table endpoint (
  id bigint generated always as identity primary key,
  work_provider_id integer not null references work_provider,
  url text not null check (length(url) between 1 and 2048),
  description text not null default '' check (length(description) <= 255),
  -- The address that gets a mail when the endpoint is paused.
  email text,
  written_to_at timestamptz,
  -- Empty: all.
  types text[] not null default '{}',
  -- Sealed, as the former one (store/seal.ts).
  secret text not null check (secret ~ '^sealed\.'),
  -- Signs as well until then, so that a receiver changes from one secret to the next without a gap.
  former_secret text check (former_secret ~ '^sealed\.'),
  former_until timestamptz,
  recorded_at timestamptz not null default clock_timestamp(),
  -- When the URL echoed a challenge: only then is anything else sent to it. Another URL begins anew.
  proven_at timestamptz,
  challenged_at timestamptz,
  -- The time of the first failure since the last delivery.
  failing_since timestamptz,
  paused_at timestamptz,
  paused_because text check (paused_because in ('by_hand', 'failing', 'gone')),
  removed_at timestamptz,
  check ((paused_at is null) = (paused_because is null)),
  check ((former_secret is null) = (former_until is null))
);
create index endpoint_in_force on endpoint (work_provider_id) where removed_at is null;
create index endpoint_written_to on endpoint (email, written_to_at) where email is not null;

-- Facts for a work provider in our own terms. They become a body when the notice is sent.
create table notice (
  id bigint generated always as identity primary key,
  work_provider_id integer not null,
  type text not null,
  facts jsonb not null,
  -- The name of a notice that may be written only once.
  once text,
  recorded_at timestamptz not null default clock_timestamp()
);
create unique index written_once on notice (work_provider_id, once) where once is not null;
create index notice_by_time on notice (work_provider_id, recorded_at);

-- One notice for one endpoint.
create table delivery (
  id bigint generated always as identity primary key,
  notice_id bigint not null references notice on delete cascade,
  endpoint_id bigint not null references endpoint,
  work_provider_id integer not null,
  type text not null,
  state text not null check (state in ('waiting', 'delivered', 'failed', 'held')),
  -- Attempts since the start or the last replay.
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
  -- Of the answer. Null: none came.
  status smallint,
  answer text,
  error text,
  check ((status is null) = (answer is null)),
  check (status is not null or error is not null)
);
create index attempt_of_delivery on delivery_attempt (delivery_id, id);

-- The state of a shift and its cover as last notified. Only a difference is notified again.
create table notified_shift (
  shift_id bigint primary key,
  work_provider_id integer not null,
  state jsonb not null,
  recorded_at timestamptz not null default clock_timestamp()
);
create index notified_shift_by_time on notified_shift (recorded_at);

call restrict_to_work_provider('endpoint');
call restrict_to_work_provider('notice');
call restrict_to_work_provider('delivery');
call restrict_to_work_provider('delivery_attempt');
call restrict_to_work_provider('notified_shift');

-- The functions below use the job tables only once there is an endpoint. Adding an endpoint creates those tables first.

-- At most two deliveries at once for one endpoint, so that a slow one leaves room for the others.
create function queue_delivery(delivery_id bigint, endpoint_id bigint, at timestamptz) returns void language plpgsql as $$
begin
  perform graphile_worker.add_job('deliver_notice', json_build_object('delivery', delivery_id),
    queue_name := format('endpoint %s %s', endpoint_id, delivery_id % 2), run_at := at, max_attempts := 14,
    job_key := format('delivery %s', delivery_id), priority := 1);
end $$;

-- Writes notices, and a delivery for every endpoint that takes them, in the transaction of the change they report.
create function write_notices(providers integer[], types text[], facts jsonb[], onces text[]) returns void language plpgsql as $$
declare
  due record;
begin
  for due in
    with written as (
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
    select written.id, e.id, written.work_provider_id, written.type,
      case when e.paused_at is null then 'waiting' else 'held' end,
      case when e.paused_at is null then clock_timestamp() end
    from written join endpoint e on e.work_provider_id = written.work_provider_id and e.removed_at is null
      and (e.types = '{}' or written.type = any (e.types))
    order by written.id, e.id
    returning delivery.id, delivery.endpoint_id, delivery.state
  loop
    if due.state = 'waiting' then perform queue_delivery(due.id, due.endpoint_id, null); end if;
  end loop;
end $$;

create function has_endpoint(provider integer) returns boolean language sql as $$
  select exists (select from endpoint where work_provider_id = provider and removed_at is null)
$$;

create function notify_of_link() returns trigger language plpgsql as $$
begin
  if has_endpoint(new.work_provider_id) and (tg_op = 'INSERT' or new.held is distinct from old.held) then
    perform write_notices(array[new.work_provider_id],
      array[case when tg_op = 'UPDATE' and not upper_inf(new.held) then 'link.ended' else 'link.created' end],
      array[jsonb_build_object('driverId', new.driver_id, 'customerNumber', new.customer_number,
        'from', coalesce(lower(new.held), lower(old.held)),
        'to', case when isempty(new.held) then lower(old.held) else upper(new.held) end)], array[null::text]);
  end if;
  return null;
end $$;
create trigger notify after insert or update on link for each row execute function notify_of_link();

create function recheck_shared() returns trigger language plpgsql as $$
begin
  if has_endpoint(new.work_provider_id) then
    perform graphile_worker.add_job('recheck_customer',
      json_build_object('customerNumber', new.customer_number, 'since', null), max_attempts := 14);
  end if;
  return null;
end $$;

-- A suspension or an opt-out changes cover in shifts that no event touches. Those are rechecked.
create function recheck_customer() returns trigger language plpgsql as $$
begin
  if exists (select from endpoint where removed_at is null) then
    perform graphile_worker.add_job('recheck_customer', json_build_object('customerNumber', new.customer_number,
      'since', case when lower(old.held) = lower(new.held) then least(upper(old.held), upper(new.held))
        else least(lower(old.held), lower(new.held)) end), max_attempts := 14);
  end if;
  return null;
end $$;
-- What a work provider may be notified of has become more.
create trigger recheck after insert on shared_number for each row execute function recheck_shared();
create trigger recheck after insert or update on suspension for each row execute function recheck_customer();
create trigger recheck after insert or update on opt_out for each row execute function recheck_customer();

-- A suspension or an opt-out under one number of a person holds for their other numbers too.
create function recheck_merged() returns trigger language plpgsql as $$
begin
  if exists (select from endpoint where removed_at is null) then
    perform graphile_worker.add_job('recheck_customer', json_build_object('customerNumber', number, 'since', null),
      max_attempts := 14) from unnest(array[new.customer_number, new.into_number]) number;
  end if;
  return null;
end $$;
create trigger recheck after insert or update on customer_merge for each row execute function recheck_merged();

-- A mail notifies a customer of what others did to them, and of what was done in their name: at an email that was proven.
-- The argument of the trigger is the kind of mail.
create function mail_customer() returns trigger language plpgsql as $$
declare
  fact jsonb := to_jsonb(new);
  who text := fact ->> 'customer_number';
begin
  if exists (select from account where customer_number = who and email_verified_at is not null and closed_at is null) then
    perform graphile_worker.add_job('send_mail', json_build_object('mail', tg_argv[0], 'customerNumber', who,
      'workProvider', fact -> 'work_provider_id', 'document', fact -> 'document', 'version', fact -> 'version'),
      max_attempts := 14);
  end if;
  return null;
end $$;
create trigger mail_linked after insert on link for each row execute function mail_customer('linked');
create trigger mail_ended after update on link for each row
  when (upper_inf(old.held) and not upper_inf(new.held)) execute function mail_customer('link_ended');
create trigger mail_contested after insert on contested_driver_id for each row execute function mail_customer('driver_id_contested');
create trigger mail_suspended after insert on suspension for each row execute function mail_customer('suspended');
create trigger mail_resumed after update on suspension for each row
  when (upper_inf(old.held) and not upper_inf(new.held)) execute function mail_customer('resumed');
create trigger mail_agreed after insert on agreement for each row execute function mail_customer('agreed');

-- A driver's agreement that a work provider is notified of who they are, and its answer. No name or address is stored
-- here: they are read when they are sent, and not at all once the link has ended or the account is closed.
create table introduction (
  id bigint generated always as identity primary key,
  customer_number text collate "C" not null references customer,
  work_provider_id integer not null references work_provider,
  asked_at timestamptz not null default clock_timestamp(),
  tries integer not null default 0,
  outcome text check (outcome in ('noted', 'linked', 'taken', 'unknown', 'no_answer', 'withdrawn')),
  settled_at timestamptz check ((outcome is null) = (settled_at is null))
);
create index introduction_of_customer on introduction (customer_number, work_provider_id, id);
