import type pg from 'pg';
import type { Report } from '../../../src/core/event.ts';
import { HOUR, type Instant, instantOf, MINUTE, toRfc3339 } from '../../../src/core/time/instant.ts';
import type { Period } from '../../../src/core/time/period.ts';
import { type Intake, openIntake } from '../../../src/intake/intake.ts';
import { settleOrIsolate } from '../../../src/settle/settleBatch.ts';
import { addLink } from '../../../src/store/customer/links.ts';
import { setPeriod } from '../../../src/store/customer/periods.ts';
import { correctEvents } from '../../../src/store/log/eventLog.ts';
import { type Database, inTransaction, isDatabaseError } from '../../../src/store/postgres/database.ts';
import { driverIn } from '../entries.ts';
import { type Random, randomBy } from '../random.ts';
import { eventsIn } from '../secondAnswer.ts';
import { shiftsByHand } from '../secondModel.ts';
import { openConnections } from './connections.ts';
import { LONGEST_SHIFT, openMemoryStore } from './memoryStore.ts';
import { openSchedule, type Process } from './schedule.ts';

/** What a run came to. `wrong` says what must not be. */
export type Run = { readonly wrong: readonly string[]; readonly steps: number; readonly events: number };

/** The first reports by both kinds of identifier, and most; the other by driver ID only. */
const WORK_PROVIDERS = [1, 1, 1, 2];
const NAMES = ['D1', 'D2', '@C1', '@C2'];
const FROM = instantOf('2026-03-01T00:00Z');
const [SERVERS, CLIENTS, REQUESTS, CHANGES, KILLS] = [2, 3, 7, 10, 3];
const MOST_STEPS = 50_000;

/**
 * One run of intake and settling, as they are, on a store in memory: servers that are killed, connections that are lost,
 * clients that send again, links and voids that come later. The seed decides everything. `beside`: see openConnections;
 * nothing is killed or lost then.
 */
export async function simulate(seed: number, beside?: pg.Pool): Promise<Run> {
  const random = randomBy(seed);
  const schedule = openSchedule(random);
  const store = openMemoryStore(random, [...new Set(WORK_PROVIDERS)]);
  const faults = beside ? { lostBefore: 0, lostAfter: 0 } : { lostBefore: 10, lostAfter: 10 };
  const connections = openConnections({ store, schedule, random, faults, beside });
  const wrong: string[] = [];
  const sent = new Set<string>();
  const outside = schedule.start();
  const servers = Array.from({ length: SERVERS }, startServer);
  let receipts = 0;
  let busy = 0;

  for (let client = 0; client < CLIENTS; client++) during(reportAll(requestsOf(random)));
  during(change());
  if (!beside) during(killServers());
  try {
    if (!(await schedule.run(() => busy === 0, MOST_STEPS))) wrong.push('somebody waits for ever');
    faults.lostBefore = 0;
    faults.lostAfter = 0;
    const isSettled = () => store.isSettled() && !connections.isBusy();
    if (!(await schedule.run(isSettled, MOST_STEPS))) wrong.push('something is never settled');
  } finally {
    connections.close();
  }
  const committed = store.committed();
  const stored = committed.events.map((event) => spell(event.workProvider, event));
  if (wrong.length === 0) wrong.push(...wrongShifts(committed));
  wrong.push(
    ...stored.filter((event, place) => stored.indexOf(event) !== place).map((event) => `stored twice: ${event}`),
  );
  wrong.push(...stored.filter((event) => !sent.has(event)).map((event) => `never sent: ${event}`));
  return { wrong, steps: schedule.steps(), events: stored.length };

  function during(work: Promise<void>): void {
    busy++;
    void work.then(() => busy--);
  }

  function startServer(): Server {
    const process = schedule.start();
    const pool = connections.openPool(process);
    // Intake uses the appender of a database and nothing else.
    const database = { appender: connections.openPool(process) } as unknown as Database;
    const intake = openIntake(database, () => {});
    void settle(process, pool);
    return { process, intake };
  }

  async function settle(process: Process, pool: pg.Pool): Promise<void> {
    for (;;) {
      const step = await settleOrIsolate(pool, (_item, error) => wrong.push(`set aside: ${String(error)}`)).catch(
        (error: unknown) => {
          if (!isDatabaseError(error)) wrong.push(`settling threw: ${String(error)}`);
        },
      );
      if (!step?.muchWaits) await schedule.pause(process);
    }
  }

  /** Sends each request until it is stored, and now and then once more. */
  async function reportAll(requests: readonly Request[]): Promise<void> {
    for (const request of requests) {
      for (let isStored = false; !isStored || random(6) === 0; isStored = (await report(request)) || isStored)
        await schedule.pause(outside);
    }
  }

  async function report({ workProvider, reports }: Request): Promise<boolean> {
    const receipt = `00000000-0000-7000-8000-${String(++receipts).padStart(12, '0')}`;
    for (const each of reports) sent.add(spell(workProvider, each));
    const server = oneOf(servers, random);
    const answer = await Promise.race([server.intake.store(workProvider, receipt, reports), server.process.gone]);
    if (answer?.tag !== 'stored') return false;
    const { events, repeats } = store.committed();
    for (const each of reports) {
      const text = spell(workProvider, each);
      const event = events.find((stored) => spell(stored.workProvider, stored) === text);
      const proofs = [event, ...repeats.filter((repeat) => repeat.event === event?.id)];
      if (!proofs.some((row) => row?.receipt === receipt)) wrong.push(`acknowledged and not stored: ${text}`);
    }
    return true;
  }

  /** Links that come later, change and are taken back; events that are voided, and count again. */
  async function change(): Promise<void> {
    const pool = connections.openPool(outside);
    for (let each = 0; each < CHANGES; each++) {
      for (let pauses = each < 2 ? 0 : random(40); pauses > 0; pauses--) await schedule.pause(outside);
      await oneChange(pool).catch((error: unknown) => {
        if (!isDatabaseError(error)) throw error;
      });
    }
  }

  async function oneChange(pool: pg.Pool): Promise<void> {
    const { events, links } = store.committed();
    const from = FROM + random(48) * HOUR;
    const held: Period =
      random(4) === 0 ? { from, to: from } : { from, to: random(2) ? Infinity : from + random(24) * HOUR };
    const link = links[random(links.length * 2)];
    const event = events[random(events.length)];
    if (event && random(2)) {
      const correction = { voids: random(3) > 0, reason: 'a trial', by: 'nobody' };
      await inTransaction(pool, (db) => correctEvents(db, [event.id], correction));
    } else if (link) {
      await inTransaction(pool, (db) => setPeriod(db, 'link', link.id, { held, by: '', why: '' }));
    } else {
      const names = { driverId: `D${1 + random(2)}`, customerNumber: `C${1 + random(2)}` };
      await addLink(pool, { workProvider: oneOf(WORK_PROVIDERS, random), ...names, from: FROM + random(12) * HOUR });
    }
  }

  async function killServers(): Promise<void> {
    for (let kill = 0; kill < KILLS; kill++) {
      for (let pauses = random(60); pauses > 0; pauses--) await schedule.pause(outside);
      const place = random(SERVERS);
      connections.kill((servers[place] as Server).process);
      servers[place] = startServer();
    }
  }
}

type Server = { readonly process: Process; readonly intake: Intake };
type Request = { readonly workProvider: number; readonly reports: readonly Report[] };

/** Most requests have a few events, about in order of time; one in twenty has a day's. */
function requestsOf(random: Random): Request[] {
  return Array.from({ length: REQUESTS }, (_, place) => {
    const workProvider = oneOf(WORK_PROVIDERS, random);
    const names = workProvider === 1 ? NAMES : NAMES.slice(0, 2);
    const count = random(20) === 0 ? 70 : 1 + random(4);
    const reports = Array.from({ length: count }, () => {
      const hours = random(4) === 0 ? random(48) : place * 5 + random(5);
      return reportOf(oneOf(names, random), FROM + hours * HOUR + random(2) * 30 * MINUTE, random);
    });
    return { workProvider, reports };
  });
}

function oneOf<T>(all: readonly T[], random: Random): T {
  return all[random(all.length)] as T;
}

function reportOf(name: string, occurredAt: Instant, random: Random): Report {
  return {
    ...driverIn(name),
    kind: random(2) ? 'login' : 'logout',
    occurredAt,
    reading: 'offset',
    zone: null,
    ambiguous: false,
    reference: random(5) === 0 ? 'job' : '',
    asSent: toRfc3339(occurredAt),
  };
}

function spell(
  workProvider: number,
  { identifier, kind, reference, occurredAt }: Pick<Report, 'identifier' | 'kind' | 'reference' | 'occurredAt'>,
): string {
  return `${workProvider} ${kind} ${identifier} ${reference} ${occurredAt}`;
}

type Committed = ReturnType<ReturnType<typeof openMemoryStore>['committed']>;

/** Where the stored shifts are not those of a model as plain as can be. */
function wrongShifts({ subjects, events, links, shifts, isVoid }: Committed): string[] {
  const line = (subject: number, reference: string, from: Instant, to: Instant) =>
    `shift of subject ${subject} ${reference} from ${toRfc3339(from)} to ${toRfc3339(to)}`;
  const are = new Set(
    shifts.map(({ subject, reference, startedAt, endedAt, limitAt }) =>
      line(subject, reference, startedAt, Math.min(endedAt ?? Infinity, limitAt)),
    ),
  );
  const counting = events.filter(({ id }) => !isVoid(id)).map((event) => ({ ...event, storedAt: event.occurredAt }));
  const should = new Set(
    subjects.flatMap((subject) =>
      ['', 'job'].flatMap((reference) => {
        const isOwn = ({ workProvider }: { workProvider: number }) => workProvider === subject.workProvider;
        const own = eventsIn({ ...subject, reference }, counting.filter(isOwn), links.filter(isOwn));
        const at = (kind: string) => own.filter((each) => each.kind === kind).map(({ occurredAt }) => occurredAt);
        return shiftsByHand(at('login'), at('logout'), LONGEST_SHIFT).map(([from, to]) =>
          line(subject.id, reference, from, to),
        );
      }),
    ),
  );
  return [
    ...[...are.difference(should)].map((shift) => `wrong ${shift}`),
    ...[...should.difference(are)].map((shift) => `missing ${shift}`),
  ];
}
