-- What drivers do for themselves: sign up, sign in, agree, link.

-- A customer who may sign in. One whom an operator added has none until they set a password by mail.
create table account (
  customer_number text collate "C" primary key references customer,
  phone text,
  -- argon2id as a PHC string; null: sets one by mail first.
  password text,
  email_verified_at timestamptz,
  opened_at timestamptz not null default clock_timestamp(),
  closed_at timestamptz check (closed_at is null or (password is null and phone is null))
);

-- Tokens are kept as SHA-256 only: they have 256 random bits, so that nothing slower is called for.
create table sign_in (
  sha256 bytea primary key check (length(sha256) = 32),
  customer_number text collate "C" not null references customer,
  began_at timestamptz not null default clock_timestamp(),
  last_seen_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null
);
create index sign_in_of_customer on sign_in (customer_number);
create index sign_in_by_end on sign_in (expires_at);

create table mailed_token (
  sha256 bytea primary key check (length(sha256) = 32),
  purpose text not null check (purpose in ('verify_email', 'set_password')),
  customer_number text collate "C" not null references customer,
  made_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index mailed_token_of_customer on mailed_token (customer_number);
create index mailed_token_by_end on mailed_token (expires_at);

-- Every text that anyone could agree to. `document` is 'insurer', or the id of a work provider.
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

create trigger append_only before update or delete or truncate on terms for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on agreement for each statement execute function refuse_change();
revoke update, delete, truncate on agreement from current_user;

-- Agreed to, and without effect until the email is verified.
create table awaited_link (
  customer_number text collate "C" not null references customer,
  work_provider_id integer not null references work_provider,
  driver_id text collate "C" not null check (length(driver_id) between 1 and 255),
  asked_at timestamptz not null default clock_timestamp(),
  primary key (customer_number, work_provider_id, driver_id)
);

-- Kept in clear, because a signature cannot be checked without it.
create table provider_link_secret (
  id integer generated always as identity primary key,
  work_provider_id integer not null references work_provider,
  secret bytea not null,
  recorded_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz
);
create index link_secret_of_provider on provider_link_secret (work_provider_id);

-- Whether a work provider's links must be signed: what was said last holds.
create table provider_link_rule (
  id integer generated always as identity primary key,
  work_provider_id integer not null references work_provider,
  must_be_signed boolean not null,
  recorded_at timestamptz not null default clock_timestamp()
);
create index link_rule_of_provider on provider_link_rule (work_provider_id, id);

-- Keys that every process must share. Made here, so that no request ever has to write one.
create table secret (
  name text primary key,
  value bytea not null check (length(value) = 32)
);
insert into secret (name, value)
select 'invitation', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

-- Tries at what can be guessed or overdone, counted over all processes. `whom` is a SHA-256 of an address or an email.
create table attempt (
  id bigint generated always as identity primary key,
  kind text not null,
  whom bytea not null,
  at timestamptz not null default clock_timestamp()
);
create index attempt_of on attempt (kind, whom, at);
create index attempt_by_time on attempt (at);
