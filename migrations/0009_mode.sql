-- Which mode the data in this database are of, once and for all: in test mode anyone may become a work provider,
-- so that a database with real ones must never be taken for the other by a slip in a setting.
create table data_mode (
  mode text not null check (mode in ('live', 'test')),
  only_one boolean primary key default true check (only_one)
);
