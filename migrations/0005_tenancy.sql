-- The second fence between work providers. A transaction that speaks for one of them says so by the setting
-- shiftcover.work_provider, and then sees its rows only, whatever its statements ask for. One that says nothing (settling,
-- operators, the drivers' pages) sees all of them. The setting is read once a statement, not once a row.

alter table event enable row level security, force row level security;
create policy own_rows on event using (
  coalesce(work_provider_id = (select nullif(current_setting('shiftcover.work_provider', true), '')::integer), true));

alter table shift enable row level security, force row level security;
create policy own_rows on shift using (
  coalesce(work_provider_id = (select nullif(current_setting('shiftcover.work_provider', true), '')::integer), true));

alter table link enable row level security, force row level security;
create policy own_rows on link using (
  coalesce(work_provider_id = (select nullif(current_setting('shiftcover.work_provider', true), '')::integer), true));

-- The key under which ids are written for others to see.
insert into secret (name, value)
select 'ids', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
