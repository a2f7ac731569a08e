-- Written by `npm run schema` for reviewers. Nothing reads it but a test.

domain identifier_kind as text CHECK ((VALUE = ANY (ARRAY['driverId'::text, 'policyId'::text])))
enum reading (offset, local, repeated_earlier, repeated_later, skipped)

table account
  customer_number text not null
  phone text
  password text
  email_verified_at timestamp with time zone
  time_zone text
  language text
  opened_at timestamp with time zone not null default clock_timestamp()
  unwanted_mails text[] not null default '{}'::text[]
  closed_at timestamp with time zone
  constraint account_check CHECK (((closed_at IS NULL) OR ((password IS NULL) AND (phone IS NULL))))
  constraint account_customer_number_fkey FOREIGN KEY (customer_number) REFERENCES customer(number)
  constraint account_language_check CHECK ((language = ANY (ARRAY['en'::text, 'pl'::text, 'ro'::text])))
  constraint account_pkey PRIMARY KEY (customer_number)
  constraint account_time_zone_check CHECK (((length(time_zone) >= 1) AND (length(time_zone) <= 100)))

table agreement
  id bigint not null generated always as identity
  customer_number text not null
  document text not null
  version text not null
  agreed_at timestamp with time zone not null default clock_timestamp()
  constraint agreement_customer_number_fkey FOREIGN KEY (customer_number) REFERENCES customer(number)
  constraint agreement_document_version_fkey FOREIGN KEY (document, version) REFERENCES terms(document, version)
  constraint agreement_pkey PRIMARY KEY (id)
  CREATE INDEX agreement_of_customer ON agreement USING btree (customer_number)
  CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON agreement FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
  CREATE TRIGGER mail_agreed AFTER INSERT ON agreement FOR EACH ROW EXECUTE FUNCTION mail_customer('agreed')

table api_key
  id integer not null generated always as identity
  work_provider_id integer not null
  sha256 bytea not null
  hint text not null
  recorded_at timestamp with time zone not null default clock_timestamp()
  ends_at timestamp with time zone
  revoked_at timestamp with time zone
  last_used_at timestamp with time zone
  constraint api_key_pkey PRIMARY KEY (id)
  constraint api_key_sha256_key UNIQUE (sha256)
  constraint api_key_work_provider_id_fkey FOREIGN KEY (work_provider_id) REFERENCES work_provider(id)
  CREATE INDEX key_of_provider ON api_key USING btree (work_provider_id)

table audit
  id bigint not null generated always as identity
  at timestamp with time zone not null default clock_timestamp()
  actor_kind text not null
  actor text
  key_id integer
  work_provider_id integer
  customer_number text
  request_id text
  address text
  action text not null
  about text not null
  before jsonb
  after jsonb
  constraint audit_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['operator'::text, 'key'::text, 'work_provider'::text, 'customer'::text, 'system'::text, 'stranger'::text])))
  constraint audit_check CHECK (((actor IS NULL) = (actor_kind = ANY (ARRAY['key'::text, 'stranger'::text]))))
  constraint audit_check1 CHECK (((key_id IS NOT NULL) = (actor_kind = 'key'::text)))
  constraint audit_check2 CHECK (((work_provider_id IS NOT NULL) OR (actor_kind <> ALL (ARRAY['key'::text, 'work_provider'::text]))))
  constraint audit_pkey PRIMARY KEY (id)
  CREATE INDEX audit_of_actor ON audit USING btree (actor, id) WHERE (actor IS NOT NULL)
  CREATE INDEX audit_of_address ON audit USING btree (address, id) WHERE (address IS NOT NULL)
  CREATE INDEX audit_of_backups ON audit USING btree (id) WHERE (action = 'made a backup'::text)
  CREATE INDEX audit_of_claims ON audit USING btree (at) WHERE (action = ANY (ARRAY['claimed a driver ID'::text, 'was refused a driver ID that belongs to someone else'::text]))
  CREATE INDEX audit_of_customer ON audit USING btree (customer_number, id) WHERE (customer_number IS NOT NULL)
  CREATE INDEX audit_of_key ON audit USING btree (key_id, id) WHERE (key_id IS NOT NULL)
  CREATE INDEX audit_of_provider ON audit USING btree (work_provider_id, id) WHERE (work_provider_id IS NOT NULL)
  CREATE INDEX audit_of_request ON audit USING btree (request_id, id) WHERE (request_id IS NOT NULL)
  CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

table awaited_link
  customer_number text not null
  work_provider_id integer not null
  driver_id text not null
  introduces boolean not null default false
  asked_at timestamp with time zone not null default clock_timestamp()
  constraint awaited_link_customer_number_fkey FOREIGN KEY (customer_number) REFERENCES customer(number)
  constraint awaited_link_driver_id_check CHECK (((length(driver_id) >= 1) AND (length(driver_id) <= 255)))
  constraint awaited_link_pkey PRIMARY KEY (customer_number, work_provider_id, driver_id)
  constraint awaited_link_work_provider_id_fkey FOREIGN KEY (work_provider_id) REFERENCES work_provider(id)

table canary
  written_at timestamp with time zone not null default clock_timestamp()
  only_one boolean not null default true
  constraint canary_only_one_check CHECK (only_one)
  constraint canary_pkey PRIMARY KEY (only_one)

table contested_driver_id
  id bigint not null generated always as identity
  customer_number text not null
  work_provider_id integer not null
  driver_id text not null
  contested_at timestamp with time zone not null default clock_timestamp()
  ended_at timestamp with time zone
  constraint contested_driver_id_customer_number_fkey FOREIGN KEY (customer_number) REFERENCES customer(number)
  constraint contested_driver_id_driver_id_check CHECK (((length(driver_id) >= 1) AND (length(driver_id) <= 255)))
  constraint contested_driver_id_pkey PRIMARY KEY (id)
  constraint contested_driver_id_work_provider_id_fkey FOREIGN KEY (work_provider_id) REFERENCES work_provider(id)
  CREATE UNIQUE INDEX one_open_contest ON contested_driver_id USING btree (customer_number, work_provider_id, driver_id) WHERE (ended_at IS NULL)
  CREATE TRIGGER mail_contested AFTER INSERT ON contested_driver_id FOR EACH ROW EXECUTE FUNCTION mail_customer('driver_id_contested')

table customer
  number text not null
  email text not null
  name text
  held tstzrange not null default tstzrange(clock_timestamp(), NULL::timestamp with time zone)
  changed_by text not null default ''::text
  change_reason text not null default ''::text
  recorded_at timestamp with time zone not null default clock_timestamp()
  constraint customer_held_check CHECK (((NOT isempty(held)) AND upper_inf(held)))
  constraint customer_number_check CHECK ((number ~ '^[A-Z0-9]{1,255}$'::text))
  constraint customer_pkey PRIMARY KEY (number)
  CREATE UNIQUE INDEX customer_email ON customer USING btree (lower((email COLLATE "C")))
  CREATE TRIGGER record_held_version AFTER INSERT OR UPDATE ON customer FOR EACH ROW EXECUTE FUNCTION record_held_version('number')

table customer_merge
  id bigint not null generated always as identity
  customer_number text not null
  into_number text not null
  held tstzrange not null default '(,)'::tstzrange
  changed_by text not null
  change_reason text not null
  recorded_at timestamp with time zone not null default clock_timestamp()
  constraint customer_merge_check CHECK ((customer_number <> into_number))
  constraint customer_merge_customer_number_fkey FOREIGN KEY (customer_number) REFERENCES customer(number)
  constraint customer_merge_held_check CHECK ((isempty(held) OR (lower_inf(held) AND upper_inf(held))))
  constraint customer_merge_into_number_fkey FOREIGN KEY (into_number) REFERENCES customer(number)
  constraint customer_merge_pkey PRIMARY KEY (id)
  CREATE INDEX merge_into_customer ON customer_merge USING btree (into_number)
  CREATE INDEX merge_of_customer ON customer_merge USING btree (customer_number)
  CREATE TRIGGER recheck AFTER INSERT OR UPDATE ON customer_merge FOR EACH ROW EXECUTE FUNCTION recheck_merged()
  CREATE TRIGGER record_held_version AFTER INSERT OR UPDATE ON customer_merge FOR EACH ROW EXECUTE FUNCTION record_held_version('id')

table data_mode
  mode text not null
  only_one boolean not null default true
  constraint data_mode_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text])))
  constraint data_mode_only_one_check CHECK (only_one)
  constraint data_mode_pkey PRIMARY KEY (only_one)
  CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON data_mode FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

table delivery
  id bigint not null generated always as identity
  notice_id bigint not null
  endpoint_id bigint not null
  work_provider_id integer not null
  type text not null
  state text not null
  tries smallint not null default 0
  next_attempt_at timestamp with time zone
  recorded_at timestamp with time zone not null default clock_timestamp()
  constraint delivery_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES endpoint(id)
  constraint delivery_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id) ON DELETE CASCADE
  constraint delivery_pkey PRIMARY KEY (id)
  constraint delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'failed'::text, 'held'::text])))
  constraint one_delivery UNIQUE (notice_id, endpoint_id)
  CREATE INDEX delivery_of_endpoint ON delivery USING btree (endpoint_id, id)
  CREATE INDEX delivery_of_provider ON delivery USING btree (work_provider_id, id)
  CREATE INDEX delivery_under_way ON delivery USING btree (endpoint_id, state) WHERE (state = ANY (ARRAY['waiting'::text, 'held'::text]))
  policy own_rows using COALESCE((work_provider_id = ( SELECT (NULLIF(current_setting('shiftcover.work_provider'::text, true), ''::text))::integer AS "nullif")), true)

table delivery_attempt
  id bigint not null generated always as identity
  delivery_id bigint not null
  work_provider_id integer not null
  at timestamp with time zone not null
  duration_ms integer not null
  status smallint
  answer text
  error text
  constraint delivery_attempt_check CHECK (((status IS NULL) = (answer IS NULL)))
  constraint delivery_attempt_check1 CHECK (((status IS NOT NULL) OR (error IS NOT NULL)))
  constraint delivery_attempt_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES delivery(id) ON DELETE CASCADE
  constraint delivery_attempt_pkey PRIMARY KEY (id)
  CREATE INDEX attempt_of_delivery ON delivery_attempt USING btree (delivery_id, id)
  policy own_rows using COALESCE((work_provider_id = ( SELECT (NULLIF(current_setting('shiftcover.work_provider'::text, true), ''::text))::integer AS "nullif")), true)

table dispute
  id bigint not null generated always as identity
  customer_number text not null
  work_provider_id integer not null
  identifier_kind identifier_kind not null
  identifier text not null
  about tstzrange not null
  claim text not null
  claimed tstzrange not null
  note text not null
  shared boolean not null
  opened_at timestamp with time zone not null default clock_timestamp()
  closed_at timestamp with time zone
  answer text not null default ''::text
  constraint dispute_about_check CHECK ((NOT isempty(about)))
  constraint dispute_answer_check CHECK ((length(answer) <= 2000))
  constraint dispute_claim_check CHECK ((claim = ANY (ARRAY['at_work'::text, 'not_at_work'::text, 'other_times'::text, 'other'::text])))
  constraint dispute_claimed_check CHECK ((NOT isempty(claimed)))
  constraint dispute_customer_number_fkey FOREIGN KEY (customer_number) REFERENCES customer(number)
  constraint dispute_note_check CHECK ((length(note) <= 2000))
  constraint dispute_pkey PRIMARY KEY (id)
  constraint dispute_work_provider_id_fkey FOREIGN KEY (work_provider_id) REFERENCES work_provider(id)
  CREATE INDEX dispute_of_customer ON dispute USING btree (customer_number, id)
  CREATE INDEX dispute_of_provider ON dispute USING btree (work_provider_id, id) WHERE shared
  CREATE INDEX open_dispute ON dispute USING btree (id) WHERE (closed_at IS NULL)
  policy own_rows using COALESCE((work_provider_id = ( SELECT (NULLIF(current_setting('shiftcover.work_provider'::text, true), ''::text))::integer AS "nullif")), true)

table endpoint
  id bigint not null generated always as identity
  work_provider_id integer not null
  url text not null
  description text not null default ''::text
  email text
  written_to_at timestamp with time zone
  types text[] not null default '{}'::text[]
  secret text not null
  former_secret text
  former_until timestamp with time zone
  recorded_at timestamp with time zone not null default clock_timestamp()
  proven_at timestamp with time zone
  challenged_at timestamp with time zone
  failing_since timestamp with time zone
  paused_at timestamp with time zone
  paused_because text
  removed_at timestamp with time zone
  constraint endpoint_check CHECK (((paused_at IS NULL) = (paused_because IS NULL)))
  constraint endpoint_check1 CHECK (((former_secret IS NULL) = (former_until IS NULL)))
  constraint endpoint_description_check CHECK ((length(description) <= 255))
  constraint endpoint_former_secret_check CHECK ((former_secret ~ '^sealed\.'::text))
  constraint endpoint_paused_because_check CHECK ((paused_because = ANY (ARRAY['by_hand'::text, 'failing'::text, 'gone'::text])))
  constraint endpoint_pkey PRIMARY KEY (id)
  constraint endpoint_secret_check CHECK ((secret ~ '^sealed\.'::text))
  constraint endpoint_url_check CHECK (((length(url) >= 1) AND (length(url) <= 2048)))
  constraint endpoint_work_provider_id_fkey FOREIGN KEY (work_provider_id) REFERENCES work_provider(id)
  CREATE INDEX endpoint_in_force ON endpoint USING btree (work_provider_id) WHERE (removed_at IS NULL)
  CREATE INDEX endpoint_written_to ON endpoint USING btree (email, written_to_at) WHERE (email IS NOT NULL)
  policy own_rows using COALESCE((work_provider_id = ( SELECT (NULLIF(current_setting('shiftcover.work_provider'::text, true), ''::text))::integer AS "nullif")), true)

table event
  id bigint not null generated always as identity
  occurred_at timestamp with time zone not null
  received_at timestamp with time zone not null
  receipt uuid not null
  subject_id integer not null
  work_provider_id integer not null
  reading reading not null
  is_login boolean not null
  reference text not null
  zone text not null
  as_sent text not null
  constraint event_pkey PRIMARY KEY (id)
  constraint one_event UNIQUE (subject_id, occurred_at, is_login, reference)
  CREATE INDEX event_of_provider ON event USING btree (work_provider_id, id)
  CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
  policy own_rows using COALESCE((work_provider_id = ( SELECT (NULLIF(current_setting('shiftcover.work_provider'::text, true), ''::text))::integer AS "nullif")), true)

table event_void
  id bigint not null generated always as identity
  event_id bigint not null
  voids boolean not null
  reason text not null
  recorded_by text not null
  recorded_at timestamp with time zone not null default clock_timestamp()
  constraint event_void_pkey PRIMARY KEY (id)
  constraint event_void_reason_check CHECK ((length(reason) > 0))
  CREATE INDEX void_of_event ON event_void USING btree (event_id, id)
  CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON event_void FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

table feed_complete
  id bigint not null generated always as identity
  work_provider_id integer not null
  up_to timestamp with time zone not null
  takes_back boolean not null default false
  recorded_at timestamp with time zone not null default clock_timestamp()
  constraint feed_complete_pkey PRIMARY KEY (id)
  constraint feed_complete_work_provider_id_fkey FOREIGN KEY (work_provider_id) REFERENCES work_provider(id)
  CREATE INDEX complete_of_provider ON feed_complete USING btree (work_provider_id, up_to)
  CREATE INDEX complete_taken_back ON feed_complete USING btree (work_provider_id, id) WHERE takes_back
  policy own_rows using COALESCE((work_provider_id = ( SELECT (NULLIF(current_setting('shiftcover.work_provider'::text, true), ''::text))::integer AS "nullif")), true)

table former_provider_name
  name text not null
  work_provider_id integer not null
  constraint former_provider_name_pkey PRIMARY KEY (name)
  constraint former_provider_name_work_provider_id_fkey FOREIGN KEY (work_provider_id) REFERENCES work_provider(id)

table held_version
  id bigint not null generated always as identity
  of_table text not null
  key text not null
  held tstzrange not null
  changed_by text not null
  change_reason text not null
  recorded_at timestamp with time zone not null default clock_timestamp()
  constraint held_version_of_table_check CHECK ((of_table = ANY (ARRAY['link'::text, 'suspension'::text, 'opt_out'::text, 'customer'::text, 'customer_merge'::text, 'work_provider'::text])))
  constraint held_version_pkey PRIMARY KEY (id)
  CREATE INDEX version_of ON held_version USING btree (of_table, key, id)
  CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON held_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

table introduction
  id bigint not null generated always as identity
  customer_number text not null
  work_provider_id integer not null
  asked_at timestamp with time zone not null default clock_timestamp()
  tries integer not null default 0
  outcome text
  settled_at timestamp with time zone
  constraint introduction_check CHECK (((outcome IS NULL) = (settled_at IS NULL)))
  constraint introduction_customer_number_fkey FOREIGN KEY (customer_number) REFERENCES customer(number)
  constraint introduction_outcome_check CHECK ((outcome = ANY (ARRAY['noted'::text, 'linked'::text, 'taken'::text, 'unknown'::text, 'no_answer'::text, 'withdrawn'::text])))
  constraint introduction_pkey PRIMARY KEY (id)
  constraint introduction_work_provider_id_fkey FOREIGN KEY (work_provider_id) REFERENCES work_provider(id)
  CREATE INDEX introduction_of_customer ON introduction USING btree (customer_number, work_provider_id, id)

table link
  id bigint not null generated always as identity
  work_provider_id integer not null
  driver_id text not null
  customer_number text not null
  held tstzrange not null
  changed_by text not null default ''::text
  change_reason text not null default ''::text
  recorded_at timestamp with time zone not null default clock_timestamp()
  proof text not null default 'confirmed'::text
  constraint link_customer_number_fkey FOREIGN KEY (customer_number) REFERENCES customer(number)
  constraint link_driver_id_check CHECK (((length(driver_id) >= 1) AND (length(driver_id) <= 255)))
  constraint link_held_check CHECK ((isempty(held) OR (lower_inc(held) AND (NOT upper_inc(held)) AND (NOT lower_inf(held)))))
  constraint link_pkey PRIMARY KEY (id)
  constraint link_proof_check CHECK ((proof = ANY (ARRAY['claimed'::text, 'confirmed'::text, 'signed'::text])))
  constraint link_work_provider_id_fkey FOREIGN KEY (work_provider_id) REFERENCES work_provider(id)
  constraint one_customer_at_a_time EXCLUDE USING gist (work_provider_id WITH =, driver_id WITH =, held WITH &&)
  CREATE INDEX link_of_customer ON link USING btree (customer_number)
  CREATE INDEX link_of_driver ON link USING btree (work_provider_id, driver_id)
  CREATE TRIGGER mail_ended AFTER UPDATE ON link FOR EACH ROW WHEN ((upper_inf(old.held) AND (NOT upper_inf(new.held)))) EXECUTE FUNCTION mail_customer('link_ended')
  CREATE TRIGGER mail_linked AFTER INSERT ON link FOR EACH ROW EXECUTE FUNCTION mail_customer('linked')
  CREATE TRIGGER notify AFTER INSERT OR UPDATE ON link FOR EACH ROW EXECUTE FUNCTION notify_of_link()
  CREATE TRIGGER record_held_version AFTER INSERT OR UPDATE ON link FOR EACH ROW EXECUTE FUNCTION record_held_version('id')
  policy own_rows using COALESCE((work_provider_id = ( SELECT (NULLIF(current_setting('shiftcover.work_provider'::text, true), ''::text))::integer AS "nullif")), true)

table mailed_token
  sha256 bytea not null
  purpose text not null
  customer_number text not null
  email text
  made_at timestamp with time zone not null default clock_timestamp()
  expires_at timestamp with time zone not null
  used_at timestamp with time zone
  constraint mailed_token_check CHECK (((email IS NOT NULL) = (purpose = 'change_email'::text)))
  constraint mailed_token_customer_number_fkey FOREIGN KEY (customer_number) REFERENCES customer(number)
  constraint mailed_token_pkey PRIMARY KEY (sha256)
  constraint mailed_token_purpose_check CHECK ((purpose = ANY (ARRAY['verify_email'::text, 'set_password'::text, 'change_email'::text])))
  constraint mailed_token_sha256_check CHECK ((length(sha256) = 32))
  CREATE INDEX mailed_token_by_end ON mailed_token USING btree (expires_at)
  CREATE INDEX mailed_token_of_customer ON mailed_token USING btree (customer_number)

table migration
  name text not null
  sha256 text not null
  ran_at timestamp with time zone not null default now()
  constraint migration_pkey PRIMARY KEY (name)

table notice
  id bigint not null generated always as identity
  work_provider_id integer not null
  type text not null
  facts jsonb not null
  once text
  recorded_at timestamp with time zone not null default clock_timestamp()
  constraint notice_pkey PRIMARY KEY (id)
  CREATE INDEX notice_by_time ON notice USING btree (work_provider_id, recorded_at)
  CREATE UNIQUE INDEX written_once ON notice USING btree (work_provider_id, once) WHERE (once IS NOT NULL)
  policy own_rows using COALESCE((work_provider_id = ( SELECT (NULLIF(current_setting('shiftcover.work_provider'::text, true), ''::text))::integer AS "nullif")), true)

table notified_shift
  shift_id bigint not null
  work_provider_id integer not null
  state jsonb not null
  recorded_at timestamp with time zone not null default clock_timestamp()
  constraint notified_shift_pkey PRIMARY KEY (shift_id)
  CREATE INDEX notified_shift_by_time ON notified_shift USING btree (recorded_at)
  policy own_rows using COALESCE((work_provider_id = ( SELECT (NULLIF(current_setting('shiftcover.work_provider'::text, true), ''::text))::integer AS "nullif")), true)

table opt_out
  id bigint not null generated always as identity
  customer_number text not null
  work_provider_id integer not null
  held tstzrange not null
  changed_by text not null default ''::text
  change_reason text not null default ''::text
  recorded_at timestamp with time zone not null default clock_timestamp()
  constraint opt_out_customer_number_fkey FOREIGN KEY (customer_number) REFERENCES customer(number)
  constraint opt_out_customer_number_work_provider_id_held_excl EXCLUDE USING gist (customer_number WITH =, work_provider_id WITH =, held WITH &&)
  constraint opt_out_pkey PRIMARY KEY (id)
  constraint opt_out_work_provider_id_fkey FOREIGN KEY (work_provider_id) REFERENCES work_provider(id)
  CREATE TRIGGER recheck AFTER INSERT OR UPDATE ON opt_out FOR EACH ROW EXECUTE FUNCTION recheck_customer()
  CREATE TRIGGER record_held_version AFTER INSERT OR UPDATE ON opt_out FOR EACH ROW EXECUTE FUNCTION record_held_version('id')

table posted_form
  key bytea not null
  begun_at timestamp with time zone not null default clock_timestamp()
  sealed_outcome text
  constraint posted_form_key_check CHECK ((length(key) = 32))
  constraint posted_form_pkey PRIMARY KEY (key)
  CREATE INDEX posted_form_by_time ON posted_form USING btree (begun_at)

table provider_link_rule
  id integer not null generated always as identity
  work_provider_id integer not null
  must_be_signed boolean not null
  holds_from timestamp with time zone not null default clock_timestamp()
  recorded_at timestamp with time zone not null default clock_timestamp()
  constraint provider_link_rule_pkey PRIMARY KEY (id)
  constraint provider_link_rule_work_provider_id_fkey FOREIGN KEY (work_provider_id) REFERENCES work_provider(id)
  CREATE INDEX link_rule_of_provider ON provider_link_rule USING btree (work_provider_id, id)

table provider_link_secret
  id integer not null generated always as identity
  work_provider_id integer not null
  secret text not null
  recorded_at timestamp with time zone not null default clock_timestamp()
  revoked_at timestamp with time zone
  constraint provider_link_secret_pkey PRIMARY KEY (id)
  constraint provider_link_secret_secret_check CHECK ((secret ~ '^sealed\.'::text))
  constraint provider_link_secret_work_provider_id_fkey FOREIGN KEY (work_provider_id) REFERENCES work_provider(id)
  CREATE INDEX link_secret_of_provider ON provider_link_secret USING btree (work_provider_id)

table provider_setting
  work_provider_id integer not null
  holds_from timestamp with time zone not null
  time_zone text not null
  longest_shift interval not null
  recorded_at timestamp with time zone not null default clock_timestamp()
  constraint provider_setting_longest_shift_check CHECK ((longest_shift > '00:00:00'::interval))
  constraint provider_setting_pkey PRIMARY KEY (work_provider_id, holds_from)
  constraint provider_setting_work_provider_id_fkey FOREIGN KEY (work_provider_id) REFERENCES work_provider(id)

table refused_request
  id uuid not null
  work_provider_id integer not null
  key_id integer not null
  received_at timestamp with time zone not null
  endpoint text not null
  status smallint not null
  code text not null
  detail text not null
  param text
  body_sha256 text
  constraint refused_request_pkey PRIMARY KEY (id)
  policy own_rows using COALESCE((work_provider_id = ( SELECT (NULLIF(current_setting('shiftcover.work_provider'::text, true), ''::text))::integer AS "nullif")), true)

table repeated_report
  event_id bigint not null
  receipt uuid not null
  received_at timestamp with time zone not null
  constraint repeated_report_pkey PRIMARY KEY (event_id, receipt)
  CREATE INDEX repeated_by_receipt ON repeated_report USING btree (receipt)
  CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON repeated_report FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

table secret
  name text not null
  value text not null
  constraint secret_pkey PRIMARY KEY (name)
  constraint secret_value_check CHECK ((value ~ '^sealed\.'::text))

table shared_number
  customer_number text not null
  work_provider_id integer not null
  recorded_at timestamp with time zone not null default clock_timestamp()
  constraint shared_number_customer_number_fkey FOREIGN KEY (customer_number) REFERENCES customer(number)
  constraint shared_number_pkey PRIMARY KEY (customer_number, work_provider_id)
  constraint shared_number_work_provider_id_fkey FOREIGN KEY (work_provider_id) REFERENCES work_provider(id)
  CREATE TRIGGER recheck AFTER INSERT ON shared_number FOR EACH ROW EXECUTE FUNCTION recheck_shared()

table shift
  id bigint not null generated always as identity
  work_provider_id integer not null
  subject_id integer not null
  reference text not null
  started_at timestamp with time zone not null
  opened_by bigint not null
  limit_at timestamp with time zone not null
  ended_at timestamp with time zone
  ended_by bigint
  folded_until timestamp with time zone not null
  constraint one_shift UNIQUE (subject_id, reference, started_at)
  constraint shift_check CHECK ((limit_at > started_at))
  constraint shift_check1 CHECK ((ended_at > started_at))
  constraint shift_check2 CHECK (((ended_by IS NULL) = (ended_at IS NULL)))
  constraint shift_pkey PRIMARY KEY (id)
  CREATE INDEX shift_by_beginning ON shift USING btree (work_provider_id, started_at, id)
  CREATE INDEX shift_over_a_day ON shift USING btree (work_provider_id, started_at, id) WHERE ((limit_at - started_at) > '1 day'::interval)
  policy own_rows using COALESCE((work_provider_id = ( SELECT (NULLIF(current_setting('shiftcover.work_provider'::text, true), ''::text))::integer AS "nullif")), true)

table sign_in
  sha256 bytea not null
  customer_number text not null
  began_at timestamp with time zone not null default clock_timestamp()
  last_seen_at timestamp with time zone not null default clock_timestamp()
  expires_at timestamp with time zone not null
  constraint sign_in_customer_number_fkey FOREIGN KEY (customer_number) REFERENCES customer(number)
  constraint sign_in_pkey PRIMARY KEY (sha256)
  constraint sign_in_sha256_check CHECK ((length(sha256) = 32))
  CREATE INDEX sign_in_by_end ON sign_in USING btree (expires_at)
  CREATE INDEX sign_in_of_customer ON sign_in USING btree (customer_number)

table sign_up_hook
  id integer not null generated always as identity
  work_provider_id integer not null
  url text not null
  secret text not null
  recorded_at timestamp with time zone not null default clock_timestamp()
  ended_at timestamp with time zone
  constraint sign_up_hook_pkey PRIMARY KEY (id)
  constraint sign_up_hook_secret_check CHECK ((secret ~ '^sealed\.'::text))
  constraint sign_up_hook_url_check CHECK (((length(url) >= 1) AND (length(url) <= 2048)))
  constraint sign_up_hook_work_provider_id_fkey FOREIGN KEY (work_provider_id) REFERENCES work_provider(id)
  CREATE UNIQUE INDEX one_sign_up_hook ON sign_up_hook USING btree (work_provider_id) WHERE (ended_at IS NULL)

table subject
  id integer not null generated always as identity
  work_provider_id integer not null
  identifier_kind identifier_kind not null
  identifier text not null
  recorded_at timestamp with time zone not null default clock_timestamp()
  constraint one_subject UNIQUE (work_provider_id, identifier_kind, identifier)
  constraint subject_pkey PRIMARY KEY (id)
  CREATE INDEX subject_by_customer_number ON subject USING btree (identifier) WHERE ((identifier_kind)::text = 'policyId'::text)
  CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON subject FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
  policy own_rows using COALESCE((work_provider_id = ( SELECT (NULLIF(current_setting('shiftcover.work_provider'::text, true), ''::text))::integer AS "nullif")), true)

table suspension
  id bigint not null generated always as identity
  customer_number text not null
  held tstzrange not null
  changed_by text not null default ''::text
  change_reason text not null default ''::text
  recorded_at timestamp with time zone not null default clock_timestamp()
  constraint suspension_customer_number_fkey FOREIGN KEY (customer_number) REFERENCES customer(number)
  constraint suspension_customer_number_held_excl EXCLUDE USING gist (customer_number WITH =, held WITH &&)
  constraint suspension_pkey PRIMARY KEY (id)
  CREATE TRIGGER mail_resumed AFTER UPDATE ON suspension FOR EACH ROW WHEN ((upper_inf(old.held) AND (NOT upper_inf(new.held)))) EXECUTE FUNCTION mail_customer('resumed')
  CREATE TRIGGER mail_suspended AFTER INSERT ON suspension FOR EACH ROW EXECUTE FUNCTION mail_customer('suspended')
  CREATE TRIGGER recheck AFTER INSERT OR UPDATE ON suspension FOR EACH ROW EXECUTE FUNCTION recheck_customer()
  CREATE TRIGGER record_held_version AFTER INSERT OR UPDATE ON suspension FOR EACH ROW EXECUTE FUNCTION record_held_version('id')

table terms
  document text not null
  version text not null
  text text not null
  recorded_at timestamp with time zone not null default clock_timestamp()
  constraint terms_document_check CHECK ((document ~ '^(insurer|[0-9]+)$'::text))
  constraint terms_pkey PRIMARY KEY (document, version)
  constraint terms_text_check CHECK ((length(text) > 0))
  constraint terms_version_check CHECK (((length(version) >= 1) AND (length(version) <= 100)))
  CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON terms FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

table test_clock
  work_provider_id integer not null
  ahead interval not null
  moved_at timestamp with time zone not null default clock_timestamp()
  constraint test_clock_ahead_check CHECK ((ahead >= '00:00:00'::interval))
  constraint test_clock_pkey PRIMARY KEY (work_provider_id, moved_at)
  constraint test_clock_work_provider_id_fkey FOREIGN KEY (work_provider_id) REFERENCES work_provider(id)

table test_customer
  customer_number text not null
  work_provider_id integer not null
  constraint test_customer_customer_number_fkey FOREIGN KEY (customer_number) REFERENCES customer(number)
  constraint test_customer_pkey PRIMARY KEY (customer_number)
  constraint test_customer_work_provider_id_fkey FOREIGN KEY (work_provider_id) REFERENCES work_provider(id)
  CREATE INDEX test_customer_of_provider ON test_customer USING btree (work_provider_id)

table throttle_hit
  id bigint not null generated always as identity
  kind text not null
  subject_sha256 bytea not null
  at timestamp with time zone not null default clock_timestamp()
  constraint throttle_hit_pkey PRIMARY KEY (id)
  CREATE INDEX throttle_hit_by_time ON throttle_hit USING btree (at)
  CREATE INDEX throttle_hit_of ON throttle_hit USING btree (kind, subject_sha256, at)

table unsettled
  id bigint not null generated always as identity
  work_provider_id integer
  first_event_id bigint
  last_event_id bigint
  link_id bigint
  subject_id integer
  reference text
  since timestamp with time zone
  until timestamp with time zone
  tries smallint not null default 0
  last_error text
  set_aside_at timestamp with time zone
  queue integer not null default 
CASE
    WHEN (first_event_id IS NULL) THEN '-1'::integer
    ELSE COALESCE(work_provider_id, 0)
END
  constraint unsettled_check CHECK ((num_nonnulls(first_event_id, link_id, subject_id) = 1))
  constraint unsettled_check1 CHECK ((num_nonnulls(subject_id, reference, since, until) = ANY (ARRAY[0, 4])))
  constraint unsettled_check2 CHECK (((last_event_id >= first_event_id) AND (last_event_id <= (first_event_id + 499))))
  constraint unsettled_link_id_fkey FOREIGN KEY (link_id) REFERENCES link(id)
  constraint unsettled_pkey PRIMARY KEY (id)
  CREATE INDEX unsettled_by_event ON unsettled USING btree (first_event_id)
  CREATE INDEX unsettled_by_link ON unsettled USING btree (link_id) WHERE (link_id IS NOT NULL)
  CREATE INDEX unsettled_by_queue ON unsettled USING btree (queue, id) WHERE (set_aside_at IS NULL)

table used_link
  sha256 bytea not null
  used_at timestamp with time zone not null default clock_timestamp()
  constraint used_link_pkey PRIMARY KEY (sha256)
  constraint used_link_sha256_check CHECK ((length(sha256) = 32))

table work_provider
  id integer not null generated always as identity
  name text not null
  held tstzrange not null default '(,)'::tstzrange
  changed_by text not null default ''::text
  change_reason text not null default ''::text
  recorded_at timestamp with time zone not null default clock_timestamp()
  constraint work_provider_held_check CHECK (((NOT isempty(held)) AND lower_inf(held)))
  constraint work_provider_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255)))
  constraint work_provider_name_key UNIQUE (name)
  constraint work_provider_pkey PRIMARY KEY (id)
  CREATE UNIQUE INDEX names_differ ON work_provider USING btree (lower(regexp_replace(name, '\s'::text, ''::text, 'g'::text)))
  CREATE TRIGGER keep_former_name AFTER UPDATE OF name ON work_provider FOR EACH ROW WHEN ((old.name <> new.name)) EXECUTE FUNCTION keep_former_name()
  CREATE TRIGGER record_held_version AFTER INSERT OR UPDATE ON work_provider FOR EACH ROW EXECUTE FUNCTION record_held_version('id')

function amend_shifts(providers integer[], identifier_kinds identifier_kind[], identifiers text[], refs text[], untils timestamp with time zone[], removed bigint[], amended bigint[], begins timestamp with time zone[], openers bigint[], limits timestamp with time zone[], ends timestamp with time zone[], enders bigint[], added_to integer[], new_begins timestamp with time zone[], new_openers bigint[], new_limits timestamp with time zone[], new_ends timestamp with time zone[], new_enders bigint[]) returns void
function append_events(subjects integer[], providers integer[], logins boolean[], instants timestamp with time zone[], readings reading[], refs text[], zones text[], texts text[], receipts uuid[], ambiguous boolean[]) returns void
function delete_idle_test_data(at timestamp with time zone, most integer, OUT name text, OUT is_gone boolean) returns SETOF record
function first_event_since(since timestamp with time zone) returns bigint
function has_endpoint(provider integer) returns boolean
function insert_new_events(subjects integer[], providers integer[], logins boolean[], instants timestamp with time zone[], readings reading[], refs text[], zones text[], texts text[], receipts uuid[], ambiguous boolean[], repeats_inside boolean) returns bigint
function is_name_taken(wanted text, own_id integer) returns boolean
function is_void(of_event bigint) returns boolean
function keep_former_name() returns trigger
function last_receipt() returns timestamp with time zone
function mail_customer() returns trigger
function notify_of_link() returns trigger
function now_of(provider integer) returns timestamp with time zone
function numbers_of(of_number text, ever boolean) returns text[]
function queue_delivery(delivery_id bigint, endpoint_id bigint, at timestamp with time zone) returns void
function recheck_customer() returns trigger
function recheck_merged() returns trigger
function recheck_shared() returns trigger
function record_held_version() returns trigger
function refuse_change() returns trigger
function sent_text(as_sent text, occurred_at timestamp with time zone) returns text
function shares_with(of_number text, provider integer) returns boolean
function stored_event(of_subject integer, at timestamp with time zone, login boolean, ref text, text_sent text, ambiguous boolean) returns bigint
function subject_ids(providers integer[], identifier_kinds identifier_kind[], identifiers text[]) returns integer[]
function write_canary() returns void
function write_notices(providers integer[], types text[], facts jsonb[], onces text[]) returns void
procedure let_serve(IN serving name)
procedure make_append_only(IN of_table regclass)
procedure restrict_to_work_provider(IN of_table regclass)
