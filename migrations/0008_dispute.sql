-- What drivers say is wrong about a shift or a gap. A dispute changes nothing by itself: an operator who believes it
-- corrects events, links or periods, and closes it with an answer that the driver reads.

create table dispute (
  id bigint generated always as identity primary key,
  customer_number text collate "C" not null references customer,
  work_provider_id integer not null references work_provider,
  -- As the work provider reported the shift.
  identifier_kind identifier_kind not null,
  identifier text collate "C" not null,
  -- The shift or gap, as it was shown.
  about tstzrange not null check (not isempty(about)),
  -- What the driver says happened, and when.
  claim text not null check (claim in ('at_work', 'not_at_work', 'other_times', 'other')),
  claimed tstzrange not null check (not isempty(claimed)),
  -- In the driver's words. Erased with the account, as the answer is.
  note text not null check (length(note) <= 2000),
  -- Whether the work provider may read it: what the insurer's setting said when it was opened, as the form did.
  shared boolean not null,
  opened_at timestamptz not null default clock_timestamp(),
  closed_at timestamptz,
  answer text not null default '' check (length(answer) <= 2000)
);
create index dispute_of_customer on dispute (customer_number, id);
create index dispute_of_provider on dispute (work_provider_id, id) where shared;
create index open_dispute on dispute (id) where closed_at is null;
call restrict_to_work_provider('dispute');
