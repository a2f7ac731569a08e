-- What is known of strangers: when a clock of test mode was moved, which test data are whose and when they end, and who
-- claims driver IDs.

-- One row for each move: what was received before it goes by the clock of then.
alter table test_clock add column moved_at timestamptz not null default clock_timestamp();
alter table test_clock drop constraint test_clock_pkey, add primary key (work_provider_id, moved_at);
create or replace function now_of(provider integer) returns timestamptz language sql volatile as $$
  select clock_timestamp() + coalesce((select ahead from test_clock where work_provider_id = provider
    order by work_provider_id desc, moved_at desc limit 1), interval '0')
$$;

-- The customers that were made with a work provider of test mode, and end with it.
create table test_customer (
  customer_number text collate "C" primary key references customer,
  work_provider_id integer not null references work_provider
);
create index test_customer_of_provider on test_customer (work_provider_id);
create index key_of_provider on api_key (work_provider_id);

-- Which mode the data are of never changes, as those of test mode may be deleted.
call make_append_only('data_mode');
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and tg_table_name <> 'data_mode' and exists (select from public.data_mode where mode = 'test') then
    return null;
  end if;
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

-- Deletes one work provider of test mode that was idle for 30 days, with all that is its own: at most so many rows of the
-- log at a time, its keys first, so that nothing comes in between. Returns its name, and whether it is gone; no row when
-- none was idle. The role that serves may not delete from the log itself, hence as the owner. pg_temp comes last, so
-- that nobody sets a table of their own in the place of one that is named here.
create function delete_idle_test_data(at timestamptz, most integer, out name text, out is_gone boolean)
returns setof record language plpgsql security definer set search_path = public, pg_temp as $$
declare
  idle integer;
  part bigint[];
  owned text[];
  each text;
begin
  if not exists (select from data_mode where mode = 'test') then raise exception 'only test data end'; end if;
  select p.id, p.name into idle, name from work_provider p
  where p.recorded_at < at - interval '30 days' and not exists (select from api_key k
    where k.work_provider_id = p.id and greatest(k.recorded_at, k.last_used_at) >= at - interval '30 days')
  order by p.id limit 1 for update;
  if idle is null then return; end if;
  delete from api_key where work_provider_id = idle;

  is_gone := false;
  part := array(select id from event where work_provider_id = idle order by work_provider_id, id limit most);
  delete from unsettled where first_event_id = any(part);
  delete from repeated_report where event_id = any(part);
  delete from event_void where event_id = any(part);
  delete from event where id = any(part);
  if cardinality(part) = most then return next; return; end if;
  part := array(select id from shift where work_provider_id = idle order by work_provider_id, started_at, id limit most);
  delete from notified_shift where shift_id = any(part);
  delete from shift where id = any(part);
  if cardinality(part) = most then return next; return; end if;
  part := array(select id from subject where work_provider_id = idle limit most);
  delete from unsettled where subject_id = any(part);
  delete from subject where id = any(part);
  if cardinality(part) = most then return next; return; end if;

  delete from unsettled where link_id in (select id from link where work_provider_id = idle);
  foreach each in array array['link', 'opt_out'] loop
    execute format('delete from held_version where of_table = %L and key in (select id::text from %1$I where work_provider_id = $1)',
      each) using idle;
  end loop;
  delete from held_version where of_table = 'work_provider' and key = idle::text;
  delete from agreement where document = idle::text;
  delete from terms where document = idle::text;
  owned := array(select customer_number from test_customer where work_provider_id = idle);
  foreach each in array array['test_customer', 'notice', 'endpoint', 'refused_request', 'feed_complete', 'test_clock', 'provider_setting',
    'former_provider_name', 'provider_link_secret', 'provider_link_rule', 'sign_up_hook', 'contested_driver_id',
    'introduction', 'dispute', 'shared_number', 'awaited_link', 'opt_out', 'link', 'audit'] loop
    execute format('delete from %I where work_provider_id = $1', each) using idle;
  end loop;
  foreach each in array owned loop
    begin
      delete from held_version where of_table = 'customer' and key = each;
      delete from held_version where of_table = 'suspension'
        and key in (select id::text from suspension where customer_number = each);
      delete from suspension where customer_number = each;
      delete from account where customer_number = each;
      delete from agreement where customer_number = each;
      delete from customer where number = each;
    exception when foreign_key_violation then
      -- An operator has given them to another work provider, with which they stay.
      null;
    end;
  end loop;
  delete from work_provider where id = idle;
  is_gone := true;
  return next;
end $$;

-- What operators see as claims of driver IDs without proof.
create index audit_of_claims on audit (at)
  where action in ('claimed a driver ID', 'was refused a driver ID that belongs to someone else');
