import type pg from 'pg';
import { clock, type Instant, instantOf, toRfc3339 } from '../src/core/time/instant.ts';
import { coverAt } from '../src/queries/cover/coverAt.ts';
import { readMyCover } from '../src/queries/driver/myCover.ts';
import { lastShiftsOf } from '../src/queries/driver/shifts.ts';
import { eventsWithOutcome } from '../src/queries/provider/outcomes.ts';
import { inSnapshot, type Queryable } from '../src/store/postgres/database.ts';
import { load } from './loadRun.ts';
import { backlog, type Store, settled } from './measure.ts';
import { machine } from './report.ts';
import type { BenchServer } from './startServer.ts';

const DRIVERS = 1_000_000;
/** Every hundredth driver is a customer's. */
const DRIVERS_PER_CUSTOMER = 100;
const BEGIN = instantOf('2024-11-01T00:00Z');
const END = instantOf('2026-11-01T00:00Z');
const SHIFTS_PER_STATEMENT = 100_000;
const QUESTIONS = 200;

type Bench = {
  readonly shiftcover: BenchServer;
  readonly store: Store;
  /** As the owner of the tables, without limits of time. */
  readonly client: pg.Client;
  readonly key: string;
  readonly seconds: number;
  /** The last size. */
  readonly events: number;
  readonly progress: (line: string) => void;
};

/** One figure at each size. */
type Row = { readonly name: string; readonly values: number[] };

/**
 * Fills the log to 0, 1, 10, … million events of a million drivers over two years, the oldest first, and measures intake,
 * settling and questions at each size. Returns the page docs/size.md.
 */
export async function bySize(bench: Bench): Promise<string> {
  const { client, progress, events } = bench;
  const sizes = [0, 1_000_000, 10_000_000].filter((size) => size < events).concat(events);
  const rows = new Map<string, Row>();
  await storeDrivers(client);
  let stored = 0;
  for (const size of sizes) {
    progress(`Filling to ${size} events`);
    await fill(client, { from: stored, to: size, events });
    stored = size;
    progress(`Measuring after ${size} events`);
    for (const [name, value] of await figuresAt(bench, size)) {
      const row = rows.get(name) ?? { name, values: [] };
      row.values.push(value);
      rows.set(name, row);
    }
  }
  return page(sizes, [...rows.values()], bench.seconds);
}

async function figuresAt(bench: Bench, size: number): Promise<[string, number][]> {
  const { shiftcover, store, key, seconds } = bench;
  const send = (batch: number) => load({ url: shiftcover.url, key, batch, seconds });
  await load({ url: shiftcover.url, key, batch: 1, seconds: 2 });
  const single = await settled(shiftcover, store, () => send(1));
  const batch = await settled(shiftcover, store, () => send(1000));
  const waiting = await backlog(shiftcover, store, key, seconds);
  const figures: [string, number][] = [
    ['single posts, events/s', single.perSecond],
    ['single posts, server and PostgreSQL, µs', single.serverMicros + single.postgresMicros],
    ['single posts, p99 ms', single.p99],
    ['batches of 1,000, events/s', batch.perSecond],
    ['batches, server and PostgreSQL, µs', batch.serverMicros + batch.postgresMicros],
    ['a backlog settles at, events/s', waiting.perSecond],
  ];
  for (const [name, ask] of questions(bench, Math.max(size, 1))) figures.push([name, await medianMs(ask)]);
  return figures;
}

/** Each question is about a customer and a moment by lot, in what is stored. */
function questions(
  { shiftcover, store: { pool }, key, events }: Bench,
  size: number,
): [string, () => Promise<unknown>][] {
  const until = BEGIN + (END - BEGIN) * (size / events);
  const moment = (): Instant => Math.floor(BEGIN + Math.random() * (until - BEGIN));
  const driver = () => Math.floor((Math.random() * DRIVERS) / DRIVERS_PER_CUSTOMER) * DRIVERS_PER_CUSTOMER;
  const customer = () => `C${driver()}`;
  const snapshot = (ask: (db: Queryable) => Promise<unknown>) => () => inSnapshot(pool, ask);
  const get = (path: () => string) => async () => {
    const answer = await fetch(`${shiftcover.url}${path()}`, { headers: { Authorization: key } });
    if (!answer.ok) throw new Error(await answer.text());
    await answer.arrayBuffer();
  };
  const day = () => encodeURIComponent(toRfc3339(moment()));
  return [
    [
      'cover at a moment, ms',
      snapshot((db) => coverAt(db, { customerNumber: customer(), at: moment(), knownAt: Infinity, now: clock() })),
    ],
    [
      "a driver's page, ms",
      snapshot((db) =>
        readMyCover(db, { customerNumber: customer(), now: clock(), timeZone: undefined, week: undefined }),
      ),
    ],
    [
      'the last 50 shifts of a customer, ms',
      snapshot((db) => lastShiftsOf(db, customer(), { before: clock(), limit: 50 })),
    ],
    [
      'the last 50 events of a customer, ms',
      snapshot((db) => eventsWithOutcome(db, { customerNumber: customer(), limit: 50 })),
    ],
    ['the newest 100 events, ms', get(() => '/v1/events?limit=100')],
    ['100 events from a moment on, ms', get(() => `/v1/events?limit=100&order=oldest&receivedFrom=${day()}`)],
    ['the events of a driver, ms', get(() => `/v1/events?limit=100&driverId=driver-${driver()}`)],
    ['100 shifts from a moment on, ms', get(() => `/v1/shifts?limit=100&from=${day()}`)],
  ];
}

async function medianMs(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < QUESTIONS; index++) {
    const begun = performance.now();
    await ask();
    times.push(performance.now() - begun);
  }
  return times.toSorted((a, b) => a - b)[QUESTIONS / 2] as number;
}

/** A million drivers, some of them customers'. Notices and mails about links are left out. */
async function storeDrivers(client: pg.Client): Promise<void> {
  await client.query(`
    insert into subject (work_provider_id, identifier_kind, identifier)
      select p.id, 'driverId', 'driver-' || n from work_provider p, generate_series(0, ${DRIVERS - 1}) n order by n;
    insert into customer (number, email, name, held)
      select 'C' || n, 'c' || n || '@example.com', 'Customer ' || n, tstzrange('${toRfc3339(BEGIN)}', null)
      from generate_series(0, ${DRIVERS - 1}, ${DRIVERS_PER_CUSTOMER}) n;
    alter table link disable trigger user;
    alter table link enable trigger record_held_version;
    insert into link (work_provider_id, driver_id, customer_number, held)
      select p.id, 'driver-' || substr(c.number, 2), c.number, c.held from work_provider p, customer c;
    alter table link enable trigger user;
    analyze`);
}

/** Shifts of six hours, each with its login and logout. `$1` and `$2`: the first and the last, of `$3` in all. */
const STORE_SHIFTS = `
  with first as (select min(id) as subject, min(work_provider_id) as provider from subject where identifier = 'driver-0'),
  pair as (
    select first.subject + n % ${DRIVERS} as subject, provider, nextval('event_id_seq') as login, nextval('event_id_seq') as logout,
      timestamptz '${toRfc3339(BEGIN)}' + (timestamptz '${toRfc3339(END)}' - timestamptz '${toRfc3339(BEGIN)}') * (n / $3::float8) as at
    from first, generate_series($1::bigint, $2::bigint) n
  ), reported as (
    insert into event (id, occurred_at, received_at, receipt, subject_id, work_provider_id, reading, is_login, reference, zone, as_sent)
    overriding system value
    select each.id, each.occurred, at, gen_random_uuid(), subject, provider, 'offset', is_login, '', '', ''
    from pair, lateral (values (login, at, true), (logout, at + interval '6 hours', false)) as each (id, occurred, is_login)
  )
  insert into shift (work_provider_id, subject_id, reference, started_at, opened_by, limit_at, ended_at, ended_by, folded_until)
  select provider, subject, '', at, login, at + interval '14 hours', at + interval '6 hours', logout, at + interval '6 hours'
  from pair`;

/** Stores what the history has between two numbers of events, of `events` in all. */
async function fill(
  client: pg.Client,
  { from, to, events }: { from: number; to: number; events: number },
): Promise<void> {
  for (let first = from / 2; first < to / 2; first += SHIFTS_PER_STATEMENT) {
    await client.query(STORE_SHIFTS, [first, Math.min(first + SHIFTS_PER_STATEMENT, to / 2) - 1, events / 2]);
  }
  await client.query('vacuum (analyze) event, shift');
}

function page(sizes: readonly number[], rows: readonly Row[], seconds: number): string {
  const millions = sizes.map((size) => `${size / 1_000_000}`);
  const shown = (value: number) => (value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en-GB'));
  const asked = rows.filter(({ name }) => name.endsWith(', ms'));
  return `# How it goes on as the log grows

\`npm run bench -- --events ${millions.at(-1)}m --write\` fills an empty database and writes this page: shifts of six hours of a
million drivers over two years, the oldest first, 10,000 drivers linked to customers. At each size it measures loads of
${seconds} s as in [benchmarks](benchmarks.md), and the median time of ${QUESTIONS} questions, each about a customer and a moment by lot.
${machine()}.

| stored events, millions | ${millions.join(' | ')} |
|---|${'---:|'.repeat(sizes.length)}
${rows.map(({ name, values }) => `| ${name} | ${values.map(shown).join(' | ')} |`).join('\n')}

\`\`\`mermaid
xychart-beta
  title "Milliseconds of each question, by millions of stored events"
  x-axis [${millions.join(', ')}]
  y-axis "ms"
${asked.map(({ values }) => `  line [${values.map((value) => value.toFixed(2)).join(', ')}]`).join('\n')}
\`\`\`
`;
}
