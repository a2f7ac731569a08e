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
  constraint one_shift unique (subject_id, reference, started_at),
  check ((ended_by is null) = (ended_at is null))
) with (fillfactor = 80);
create index shift_by_beginning on shift (work_provider_id, started_at, id);
call restrict_to_work_provider('shift');
