-- Signing in. Tokens are stored as SHA-256 only. They have 256 random bits, so a slow hash would add nothing.

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
  purpose text not null check (purpose in ('verify_email', 'set_password', 'change_email')),
  customer_number text collate "C" not null references customer,
  -- The new email that the token proves.
  email text check ((email is not null) = (purpose = 'change_email')),
  made_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index mailed_token_of_customer on mailed_token (customer_number);
create index mailed_token_by_end on mailed_token (expires_at);

-- What is limited because it can be guessed or overdone, counted over all processes. `whom` is the SHA-256 of an address
-- or an email.
create table throttle_hit (
  id bigint generated always as identity primary key,
  kind text not null,
  subject_sha256 bytea not null,
  at timestamptz not null default clock_timestamp()
);
create index throttle_hit_of on throttle_hit (kind, subject_sha256, at);
create index throttle_hit_by_time on throttle_hit (at);

-- Each form that was posted from a page, so that the same form counts once over all processes. The key and the seal of
-- the outcome are made from the id in the form, which is stored nowhere: an outcome holds cookies.
create table posted_form (
  key bytea primary key check (length(key) = 32),
  begun_at timestamptz not null default clock_timestamp(),
  -- Null while the first request is answered.
  sealed_outcome text
);
create index posted_form_by_time on posted_form (begun_at);
