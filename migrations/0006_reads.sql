-- What a work provider reads of its own, page by page. Events in order of receipt, which is the one order of the log:
-- with the id behind it, as all events of one append have one moment of receipt.
create index event_by_receipt on event (work_provider_id, received_at, id);
create index shift_by_beginning on shift (work_provider_id, started_at, id);
-- A receipt is a UUID of version 7 and so tells about when it was stored: the events of that moment are few.
create index repeated_by_receipt on repeated_report (receipt);
