-- The wall clock by which a driver reads their own shifts, where they chose one. An IANA name.
alter table account add column time_zone text check (length(time_zone) between 1 and 100);
