-- Customers, their accounts, what entitles them to cover, and what they agreed to.

create table customer (
  number text collate "C" primary key check (number ~ '^[A-Z0-9]{1,255}$'),
  email text not null,
  name text,
  -- From their beginning on.
  held tstzrange not null default tstzrange(clock_timestamp(), null) check (not isempty(held) and upper_inf(held)),
  changed_by text not null default '',
  change_reason text not null default '',
  recorded_at timestamptz not null default clock_timestamp()
);
create unique index customer_email on customer (lower(email collate "C"));
create trigger record_held_version after insert or update on customer
  for each row execute function record_held_version('number');

-- A customer who may sign in. One that an operator added has no password until they set one by mail.
create table account (
  customer_number text collate "C" primary key references customer,
  phone text,
  -- An argon2id PHC string. Null: they set one by mail first.
  password text,
  email_verified_at timestamptz,
  -- The IANA name of the zone in which they read their times, where they chose one.
  time_zone text check (length(time_zone) between 1 and 100),
  -- The language of mails: that in which they logged in last, or chose.
  language text check (language in ('en', 'pl', 'ro')),
  -- From when on what the customer said and agreed to counts: what was typed in under an email that was not proven is
  -- dropped, and the account begins anew.
  opened_at timestamptz not null default clock_timestamp(),
  -- The kinds of mail that they turned off.
  unwanted_mails text[] not null default '{}',
  closed_at timestamptz check (closed_at is null or (password is null and phone is null))
);

-- Two customer numbers of one person, both in use. An empty period takes the merge back.
create table customer_merge (
  id bigint generated always as identity primary key,
  customer_number text collate "C" not null references customer,
  into_number text collate "C" not null references customer,
  held tstzrange not null default '(,)' check (isempty(held) or lower_inf(held) and upper_inf(held)),
  changed_by text not null,
  change_reason text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  check (customer_number <> into_number)
);
create index merge_of_customer on customer_merge (customer_number);
create index merge_into_customer on customer_merge (into_number);
create trigger record_held_version after insert or update on customer_merge
  for each row execute function record_held_version('id');

-- All customer numbers of the person who has this one, over any number of merges. `ever`: also by merges that were taken back.
create function numbers_of(of_number text, ever boolean default false) returns text[] stable language sql as $$
  with recursive own (number) as (
    values (of_number collate "C")
    union
    select case when m.customer_number = own.number then m.into_number else m.customer_number end
    from own join customer_merge m on own.number in (m.customer_number, m.into_number)
      and (ever or not isempty(m.held))
  )
  select array_agg(number) from own
$$;

-- A driver ID at one work provider belongs to at most one customer at any instant. The exclusion constraint lets
-- exactly one of two racers win.
create table link (
  id bigint generated always as identity primary key,
  work_provider_id integer not null references work_provider,
  driver_id text collate "C" not null check (length(driver_id) between 1 and 255),
  customer_number text collate "C" not null references customer,
  held tstzrange not null
    check (isempty(held) or lower_inc(held) and not upper_inc(held) and not lower_inf(held)),
  changed_by text not null default '',
  change_reason text not null default '',
  recorded_at timestamptz not null default clock_timestamp(),
  -- Why it is believed that the driver ID is theirs: they say so, the work provider or an operator says so, or the work
  -- provider signed it. Stronger proof takes a driver ID from a claim.
  proof text not null default 'confirmed' check (proof in ('claimed', 'confirmed', 'signed')),
  constraint one_customer_at_a_time
    exclude using gist (work_provider_id with =, driver_id with =, held with &&)
);
create index link_of_driver on link (work_provider_id, driver_id);
create trigger record_held_version after insert or update on link
  for each row execute function record_held_version('id');
create index link_of_customer on link (customer_number, work_provider_id);
call restrict_to_work_provider('link');

-- A customer who says that a driver ID is theirs, which someone else holds. Open until they hold it, or say it is not theirs.
create table contested_driver_id (
  id bigint generated always as identity primary key,
  customer_number text collate "C" not null references customer,
  work_provider_id integer not null references work_provider,
  driver_id text collate "C" not null check (length(driver_id) between 1 and 255),
  contested_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
);
create unique index one_open_contest on contested_driver_id (customer_number, work_provider_id, driver_id)
  where ended_at is null;

-- The signatures of links that were used, until they would have expired.
create table used_link (
  sha256 bytea primary key check (length(sha256) = 32),
  used_at timestamptz not null default clock_timestamp()
);

-- A period in which a customer has no cover at all.
create table suspension (
  id bigint generated always as identity primary key,
  customer_number text collate "C" not null references customer,
  held tstzrange not null,
  changed_by text not null default '',
  change_reason text not null default '',
  recorded_at timestamptz not null default clock_timestamp(),
  exclude using gist (customer_number with =, held with &&)
);
create trigger record_held_version after insert or update on suspension
  for each row execute function record_held_version('id');

-- A period in which a customer opts out of one work provider that reports their customer number.
create table opt_out (
  id bigint generated always as identity primary key,
  customer_number text collate "C" not null references customer,
  work_provider_id integer not null references work_provider,
  held tstzrange not null,
  changed_by text not null default '',
  change_reason text not null default '',
  recorded_at timestamptz not null default clock_timestamp(),
  exclude using gist (customer_number with =, work_provider_id with =, held with &&)
);
create trigger record_held_version after insert or update on opt_out
  for each row execute function record_held_version('id');

-- An operator's word that a work provider may be notified of a customer by number, though no link shows that they agreed.
create table shared_number (
  customer_number text collate "C" not null references customer,
  work_provider_id integer not null references work_provider,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (customer_number, work_provider_id)
);

-- A link that was agreed to, without effect until the email is verified. `introduces`: the driver also agreed that the
-- work provider is notified of who they are.
create table awaited_link (
  customer_number text collate "C" not null references customer,
  work_provider_id integer not null references work_provider,
  driver_id text collate "C" not null check (length(driver_id) between 1 and 255),
  introduces boolean not null default false,
  asked_at timestamptz not null default clock_timestamp(),
  primary key (customer_number, work_provider_id, driver_id)
);

-- Every text that could be agreed to. `document` is 'insurer', or the id of a work provider.
create table terms (
  document text not null check (document ~ '^(insurer|[0-9]+)$'),
  version text not null check (length(version) between 1 and 100),
  text text not null check (length(text) > 0),
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (document, version)
);

create table agreement (
  id bigint generated always as identity primary key,
  customer_number text collate "C" not null references customer,
  document text not null,
  version text not null,
  agreed_at timestamptz not null default clock_timestamp(),
  foreign key (document, version) references terms
);
create index agreement_of_customer on agreement (customer_number);
call make_append_only('terms');
call make_append_only('agreement');

-- Whether a work provider may learn anything about a customer number: the person who has it was ever linked to one of its
-- driver IDs, or agreed to its terms under a proven email, or an operator said so. Everyone else is to it as if there were
-- no such customer. `+ 0`: see links_around.
create function shares_with(of_number text, provider integer) returns boolean stable language sql as $$
  with own (numbers) as (values (numbers_of(of_number)))
  select exists (select from own join link l on l.customer_number = any(own.numbers)
      where l.work_provider_id + 0 = provider and not isempty(l.held))
    or exists (select from own join shared_number s on s.customer_number = any(own.numbers)
      where s.work_provider_id = provider)
    or exists (select from own join agreement g on g.customer_number = any(own.numbers)
      join account a on a.customer_number = g.customer_number
      where g.document = provider::text and g.agreed_at >= a.opened_at and a.email_verified_at is not null)
$$;
