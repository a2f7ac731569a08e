-- What the other families use: types, the append-only rule, the row policy, the audit log, keys of the installation.
-- Instants are timestamptz to the microsecond. Identifiers are kept byte for byte, hence collate "C".

create extension if not exists btree_gist;

-- Domains, not enums: = of text is leakproof, so that an index serves it behind row level security.
create domain identifier_kind as text collate "C" check (value in ('driverId', 'policyId'));
-- How an instant was read from the text: with an offset; or as local time that is plain, lies in a repeated hour
-- (which of the two was taken), or lies in a skipped hour.
create type reading as enum ('offset', 'local', 'repeated_earlier', 'repeated_later', 'skipped');

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

-- Rows of the table are inserted and never changed. let_serve gives no right to change them either.
create procedure make_append_only(of_table regclass) language plpgsql as $$
begin
  execute format('create trigger append_only before update or delete or truncate on %s
    for each statement execute function refuse_change()', of_table);
end $$;

-- Gives a role the rights that serving needs, and takes all others: append-only tables are read and appended to, what
-- only migrations write is read. A role that owns no table can neither grant itself more nor disable a trigger.
create procedure let_serve(serving name) language plpgsql as $$
declare
  each record;
begin
  execute format('grant usage on schema public, graphile_worker to %I', serving);
  for each in
    select c.oid::regclass as relation, n.nspname = 'graphile_worker' and c.relrowsecurity as needs_policy,
      case when c.relname = 'migration' then 'select'
        when exists (select from pg_trigger where tgrelid = c.oid and tgname = 'append_only') then 'select, insert'
        else 'select, insert, update, delete' end as rights
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'graphile_worker') and c.relkind in ('r', 'p', 'v') and c.relowner = current_user::regrole
  loop
    execute format('revoke all on %s from %I', each.relation, serving);
    execute format('grant %s on %s to %I', each.rights, each.relation, serving);
    if each.needs_policy and not exists (select from pg_policy where polrelid = each.relation) then
      execute format('create policy serving on %s using (true)', each.relation);
    end if;
  end loop;
end $$;

-- Separates work providers a second time. A transaction that acts for one of them sets shiftcover.work_provider and then
-- sees the rows of that one only. A transaction that sets nothing (settling, operators, drivers' pages) sees all rows.
-- The setting is read once a statement.
create procedure restrict_to_work_provider(of_table regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', of_table);
  execute format('create policy own_rows on %s using (coalesce(work_provider_id =
    (select nullif(current_setting(''shiftcover.work_provider'', true), '''')::integer), true))', of_table);
end $$;

-- Every period that a link, a suspension, an opt-out, a customer, a merge or a work provider ever had, with who set it and why.
-- The tables themselves have the period in force. As known at K, the last version recorded at or before K holds. An empty
-- period says that the row counts at no time: it was taken back.
create table held_version (
  id bigint generated always as identity primary key,
  of_table text not null check (of_table in ('link', 'suspension', 'opt_out', 'customer', 'customer_merge', 'work_provider')),
  key text collate "C" not null,
  held tstzrange not null,
  changed_by text not null,
  change_reason text not null,
  recorded_at timestamptz not null default clock_timestamp()
);
create index version_of on held_version (of_table, key, id);
call make_append_only('held_version');

-- The argument of the trigger is the key column of its table.
create function record_held_version() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' or new.held is distinct from old.held then
    insert into held_version (of_table, key, held, changed_by, change_reason)
    values (tg_table_name, to_jsonb(new) ->> tg_argv[0], new.held, new.changed_by, new.change_reason);
  end if;
  return null;
end $$;

-- What was done, and by whom. Rows name no person but by customer number, because they outlive an account.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor_kind text not null
    check (actor_kind in ('operator', 'key', 'work_provider', 'customer', 'system', 'stranger')),
  -- The login name of an operator, the name of a work provider, a customer number, or a part of this program.
  actor text check ((actor is null) = (actor_kind in ('key', 'stranger'))),
  key_id integer check ((key_id is not null) = (actor_kind = 'key')),
  -- The work provider and the person concerned. No foreign keys: a row also records that a number was unknown.
  work_provider_id integer check (work_provider_id is not null or actor_kind not in ('key', 'work_provider')),
  customer_number text collate "C",
  -- The request in which it was done: its id in the log, and the address that it came from.
  request_id text,
  address text,
  action text not null,
  about text not null,
  -- What was changed, as it was and as it is.
  before jsonb,
  after jsonb
);
create index audit_of_customer on audit (customer_number, id) where customer_number is not null;
create index audit_of_provider on audit (work_provider_id, id) where work_provider_id is not null;
create index audit_of_key on audit (key_id, id) where key_id is not null;
create index audit_of_actor on audit (actor, id) where actor is not null;
create index audit_of_address on audit (address, id) where address is not null;
create index audit_of_request on audit (request_id, id) where request_id is not null;
create index audit_of_backups on audit (id) where action = 'made a backup';
call make_append_only('audit');

-- Random keys that all processes share, sealed with a key from outside the database (store/seal.ts). Each is made when it is
-- first asked for.
create table secret (
  name text primary key,
  value text not null check (value ~ '^sealed\.')
);

-- The mode of the data in this database, set once. In test mode anyone may become a work provider, so a database with
-- real ones must not be opened as one of test mode by a slip in a setting.
create table data_mode (
  mode text not null check (mode in ('live', 'test')),
  only_one boolean primary key default true check (only_one)
);
