-- Where a work provider is told of the drivers who agreed to share with it. Its secret is kept in clear: it signs.
create table sign_up_hook (
  id integer generated always as identity primary key,
  work_provider_id integer not null references work_provider,
  url text not null check (length(url) between 1 and 2048),
  secret text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
);
create unique index one_sign_up_hook on sign_up_hook (work_provider_id) where ended_at is null;

-- A driver's agreement that a work provider is told who they are, and what it had to say to that. No name or address is
-- kept here: what is sent is read when it is sent, and nothing is once the link has ended or the account is closed.
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

-- Whether the driver agreed to be introduced as well.
alter table awaited_link add column introduces boolean not null default false;
