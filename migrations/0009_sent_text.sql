-- The timestamp of an event as it was sent, character for character. The column is empty where the text is the usual one
-- for the instant: in UTC with Z, and as many digits after the point, of none, three and six, as the instant needs. Most
-- clients send it, and without it an event takes a seventh less room. The append leaves it out (store/log/events.ts).
create function sent_text(as_sent text, occurred_at timestamptz) returns text immutable language sql as $$
  select case when as_sent <> '' then as_sent
    else regexp_replace(to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '(\.000)?000Z$', 'Z') end
$$;
