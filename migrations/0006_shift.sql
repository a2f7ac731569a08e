-- Shifts, derived from the log. They can be deleted and derived again (`shiftcover rebuild`).

-- A lane is (work provider, kind of identifier, identifier). ended_at and ended_by are those of the
-- logout; a shift without one goes on until limit_at.
create table shift (
  id bigint generated always as identity primary key,
  work_provider_id integer not null,
  identifier_kind identifier_kind not null,
  identifier text collate "C" not null,
  started_at timestamptz not null,
  opened_by bigint not null,
  limit_at timestamptz not null check (limit_at > started_at),
  ended_at timestamptz check (ended_at between started_at and limit_at),
  ended_by bigint,
  constraint one_shift unique (work_provider_id, identifier_kind, identifier, started_at),
  check ((ended_by is null) = (ended_at is null))
) with (fillfactor = 80);
create index shift_by_beginning on shift (work_provider_id, started_at, id);
call restrict_to_work_provider('shift');
