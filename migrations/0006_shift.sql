-- Shifts, derived from the log. They can be deleted and derived again (`shiftcover rebuild`).

-- A lane is a subject with a reference. ended_at and ended_by are those of the logout that closed the shift, also after
-- its limit; the shift itself ends at the earlier of ended_at and limit_at.
create table shift (
  id bigint generated always as identity primary key,
  work_provider_id integer not null,
  subject_id integer not null,
  reference text collate "C" not null,
  started_at timestamptz not null,
  opened_by bigint not null,
  limit_at timestamptz not null check (limit_at > started_at),
  ended_at timestamptz check (ended_at > started_at),
  ended_by bigint,
  -- In the last shift of a lane: no event of the lane that is settled lies after it.
  folded_until timestamptz not null,
  constraint one_shift unique (subject_id, reference, started_at),
  check ((ended_by is null) = (ended_at is null))
) with (fillfactor = 80);
create index shift_by_beginning on shift (work_provider_id, started_at, id);
-- Repeated logins carry a shift on beyond any longest shift; these few are looked for by themselves.
create index shift_over_a_day on shift (work_provider_id, started_at, id) where limit_at - started_at > interval '1 day';
call restrict_to_work_provider('shift');

-- Makes the shifts of lanes agree with what was folded. `untils`: the last instant at which something of the lane has
-- changed; infinity: anywhere. `added_to`: the places of lanes. A lane without a shift does not say up to where it is
-- folded, so that counts as its last event. A link may name a subject that has no events.
create function amend_shifts(
  providers integer[], identifier_kinds identifier_kind[], identifiers text[], refs text[], untils timestamptz[],
  removed bigint[],
  amended bigint[], begins timestamptz[], openers bigint[], limits timestamptz[], ends timestamptz[], enders bigint[],
  added_to integer[], new_begins timestamptz[], new_openers bigint[], new_limits timestamptz[], new_ends timestamptz[],
  new_enders bigint[]
) returns void language plpgsql as $$
declare
  subjects integer[];
  folded timestamptz[];
begin
  select array_agg(s.id order by place), array_agg(
      case when until < 'infinity' and last.folded_until is not null then greatest(until, last.folded_until) else (
        select occurred_at from event e where e.subject_id = s.id order by e.subject_id desc, e.occurred_at desc limit 1) end
      order by place)
    into subjects, folded
  from unnest(providers, identifier_kinds, identifiers, refs, untils) with ordinality
    as lane (work_provider_id, identifier_kind, identifier, reference, until, place)
  left join subject s using (work_provider_id, identifier_kind, identifier)
  left join lateral (
    select sh.folded_until from shift sh where sh.subject_id = s.id and sh.reference = lane.reference
    order by sh.subject_id desc, sh.reference desc, sh.started_at desc limit 1) last on true;
  -- In the order in which one makes room for the next.
  delete from shift where id = any(removed);
  update shift set started_at = a.started_at, opened_by = a.opened_by, limit_at = a.limit_at, ended_at = a.ended_at,
    ended_by = a.ended_by
  from unnest(amended, begins, openers, limits, ends, enders) as a (id, started_at, opened_by, limit_at, ended_at, ended_by)
  where shift.id = a.id;
  insert into shift (work_provider_id, subject_id, reference, started_at, opened_by, limit_at, ended_at, ended_by, folded_until)
  select providers[place], subjects[place], refs[place], a.started_at, a.opened_by, a.limit_at, a.ended_at, a.ended_by, folded[place]
  from unnest(added_to, new_begins, new_openers, new_limits, new_ends, new_enders)
    as a (place, started_at, opened_by, limit_at, ended_at, ended_by);
  update shift set folded_until = lane.until
  from unnest(subjects, refs, folded) as lane (subject_id, reference, until), lateral (
    select sh.id from shift sh where sh.subject_id = lane.subject_id and sh.reference = lane.reference
    order by sh.subject_id desc, sh.reference desc, sh.started_at desc limit 1) last
  where shift.id = last.id and shift.folded_until <> lane.until;
end $$;
