-- Work providers, their settings, and the secrets they hold.

create table work_provider (
  id integer generated always as identity primary key,
  name text not null unique check (length(name) between 1 and 255),
  -- No end, until the work provider ends: its keys are refused from then on, and open work ends there.
  held tstzrange not null default '(,)' check (not isempty(held) and lower_inf(held)),
  changed_by text not null default '',
  change_reason text not null default '',
  recorded_at timestamptz not null default clock_timestamp()
);
-- Names that differ only by case and blanks would be taken for one another.
create unique index names_differ on work_provider (lower(regexp_replace(name, '\s', '', 'g')));
create trigger record_held_version after insert or update on work_provider
  for each row execute function record_held_version('id');

-- A name that a work provider has had stays its own, because links and invitations have it in them.
create table former_provider_name (
  name text primary key,
  work_provider_id integer not null references work_provider
);
create function keep_former_name() returns trigger language plpgsql as $$
begin
  insert into former_provider_name (name, work_provider_id) values (old.name, old.id) on conflict do nothing;
  return null;
end $$;
create trigger keep_former_name after update of name on work_provider
  for each row when (old.name <> new.name) execute function keep_former_name();
-- Whether another work provider has or had the name, or one that differs only by case and blanks.
create function is_name_taken(wanted text, own_id integer) returns boolean language sql stable as $$
  select exists (
    select from (select id, name from work_provider union all select work_provider_id, name from former_provider_name) held
    where held.id is distinct from own_id
      and lower(regexp_replace(held.name, '\s', '', 'g')) = lower(regexp_replace(wanted, '\s', '', 'g')))
$$;

-- Settings that shape derived facts hold from an instant on. A change never rewrites the past.
create table provider_setting (
  work_provider_id integer not null references work_provider,
  holds_from timestamptz not null,
  time_zone text not null,
  longest_shift interval not null check (longest_shift > interval '0'),
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (work_provider_id, holds_from)
);

-- How far the clock of a work provider of test mode is ahead.
create table test_clock (
  work_provider_id integer primary key references work_provider,
  ahead interval not null check (ahead >= interval '0')
);
-- The present moment of a work provider.
create function now_of(provider integer) returns timestamptz language sql volatile as $$
  select clock_timestamp() + coalesce((select ahead from test_clock where work_provider_id = provider), interval '0')
$$;

create table api_key (
  id integer generated always as identity primary key,
  work_provider_id integer not null references work_provider,
  sha256 bytea not null unique,
  hint text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  -- It is in force before this instant.
  ends_at timestamptz,
  revoked_at timestamptz,
  -- Within a minute.
  last_used_at timestamptz
);

-- Requests with a key in force that were refused, for 30 days: never their bodies. No foreign keys: a row ends by itself.
create table refused_request (
  id uuid primary key,
  work_provider_id integer not null,
  key_id integer not null,
  received_at timestamptz not null,
  endpoint text not null,
  status smallint not null,
  code text not null,
  detail text not null,
  param text,
  body_sha256 text
);
call restrict_to_work_provider('refused_request');

create table provider_link_secret (
  id integer generated always as identity primary key,
  work_provider_id integer not null references work_provider,
  -- Sealed (store/seal.ts).
  secret text not null check (secret ~ '^sealed\.'),
  recorded_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz
);
create index link_secret_of_provider on provider_link_secret (work_provider_id);

-- Whether the links of a work provider must be signed, and from when on. The newest row holds.
create table provider_link_rule (
  id integer generated always as identity primary key,
  work_provider_id integer not null references work_provider,
  must_be_signed boolean not null,
  holds_from timestamptz not null default clock_timestamp(),
  recorded_at timestamptz not null default clock_timestamp()
);
create index link_rule_of_provider on provider_link_rule (work_provider_id, id);

-- Where a work provider is notified of drivers who agreed to share with it.
create table sign_up_hook (
  id integer generated always as identity primary key,
  work_provider_id integer not null references work_provider,
  url text not null check (length(url) between 1 and 2048),
  -- Sealed (store/seal.ts).
  secret text not null check (secret ~ '^sealed\.'),
  recorded_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
);
create unique index one_sign_up_hook on sign_up_hook (work_provider_id) where ended_at is null;

-- "All that happened before up_to has been sent." Optional: a feed that never says so is judged by its usual lateness. The
-- latest up_to holds; one that takes back does so with all that was said before it.
create table feed_complete (
  id bigint generated always as identity primary key,
  work_provider_id integer not null references work_provider,
  up_to timestamptz not null,
  takes_back boolean not null default false,
  recorded_at timestamptz not null default clock_timestamp()
);
create index complete_of_provider on feed_complete (work_provider_id, up_to);
create index complete_taken_back on feed_complete (work_provider_id, id) where takes_back;
call restrict_to_work_provider('feed_complete');
