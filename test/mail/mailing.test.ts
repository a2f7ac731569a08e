import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startJobs } from '../../src/jobs/runner.ts';
import { openLog } from '../../src/log.ts';
import { mailTasks } from '../../src/mail/tasks.ts';
import { type MailTransport, openOutbox, openSmtp } from '../../src/mail/transport.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { freeAbandonedJobs, queueMail } from '../../src/store/jobs.ts';
import { inTransaction } from '../../src/store/postgres/database.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { readMail, startMailServer } from '../support/mailServer.ts';

const { url, database } = await freshDatabase();
const { pool } = database;
await addCustomer(pool, { number: 'ANA1', email: 'ana@example.com', name: 'Ana', from: -Infinity });
const input = { mail: 'set_password', email: 'ana@example.com' } as const;
const folder = await mkdtemp(join(tmpdir(), 'shiftcover-outbox-'));
after(() => rm(folder, { recursive: true }));

const sender = { publicUrl: 'http://127.0.0.1:8080', insurer: { name: 'Your insurer' } };
const start = (transport: MailTransport, log = openLog('silent')) =>
  startJobs({
    connectionString: url,
    db: pool,
    tasks: mailTasks({ db: pool, transport, sender, log }),
    log,
    tidy: async () => {},
  });
const jobs = async () =>
  (await pool.query("select attempts, locked_by from graphile_worker._private_jobs where payload->>'mail' is not null"))
    .rows;

async function eventually<T>(look: () => Promise<T>, done: (found: T) => boolean): Promise<T> {
  for (let waitedMs = 0; waitedMs < 20_000; waitedMs += 50) {
    const found = await look();
    if (done(found)) return found;
    await sleep(50);
  }
  throw new Error('it did not come to that');
}

test('without a mail server each mail is a file that only its owner may read', async () => {
  const outbox = join(folder, 'deep', 'outbox');
  const mailing = start(openOutbox(outbox, 'no-reply@localhost'));
  await queueMail(pool, input);
  const [name] = await eventually(
    async () => await readdir(outbox).catch(() => []),
    (names) => names.some((each) => each.endsWith('.eml')),
  );
  const file = join(outbox, name as string);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.equal((await stat(outbox)).mode & 0o777, 0o700);
  const { text, token } = readMail(await readFile(file, 'utf8'));
  assert.match(text, /^To: ana@example\.com\r$/m);
  assert.match(text, /http:\/\/127\.0\.0\.1:8080\/set-password\?token=/);
  assert.ok(token);
  await mailing.stop();
});

test('a mail belongs to the transaction that causes it', async () => {
  await assert.rejects(
    inTransaction(pool, async (db) => {
      await queueMail(db, input);
      throw new Error('undone');
    }),
    /undone/,
  );
  assert.deepEqual(await jobs(), []);
});

test('a mail that the server refuses for now is sent later, once', async () => {
  const office = await startMailServer(['451 Come back later.']);
  const mailing = start(openSmtp(office.url, 'no-reply@localhost'));
  await queueMail(pool, input);
  await office.mailTo('ana@example.com');
  await eventually(jobs, (left) => left.length === 0);
  assert.equal(office.received.length, 1);
  await mailing.stop();
  await office.close();
});

test('a mail that the server refuses for good is not tried again, and no log names the address', async () => {
  const said: string[] = [];
  const keep = (about: object, message: string) => void said.push(`${JSON.stringify(about)} ${message}`);
  const office = await startMailServer(['451 Not now, ana@example.com.', '554 Never for ana@example.com.']);
  const mailing = start(openSmtp(office.url, 'no-reply@localhost'), { info: keep, warn: keep, error: keep });
  await queueMail(pool, input);
  await eventually(jobs, (left) => left.length === 0);
  await mailing.stop();
  await office.close();
  assert.equal(office.received.length, 0);
  assert.ok(said.includes('{"mail":"set_password","code":554} a mail server refused a mail for good'));
  assert.ok(said.some((line) => line.includes('EMESSAGE 451')));
  assert.ok(said.every((line) => !line.includes('ana@example.com')));
});

test('stopping waits for the mail under way and leaves nothing locked; what waits is sent by the next', async () => {
  let begun = () => {};
  const sending = new Promise<void>((resolve) => (begun = resolve));
  let finished = false;
  const slow: MailTransport = {
    send: async () => {
      begun();
      await sleep(300);
      finished = true;
      return { tag: 'sent' };
    },
    close: () => {},
  };
  const mailing = start(slow);
  await queueMail(pool, input);
  await sending;
  await mailing.stop();
  assert.equal(finished, true);
  assert.deepEqual(await jobs(), []);
  await queueMail(pool, input);
  const office = await startMailServer();
  const next = start(openSmtp(office.url, 'no-reply@localhost'));
  await office.mailTo('ana@example.com');
  await next.stop();
  await office.close();
});

test('stopping at once, before anything has begun, is no trouble', async () => {
  await start(openOutbox(folder, 'no-reply@localhost')).stop();
});

test('the mail of a process that was killed is taken over after five minutes, that of a living one is not', async () => {
  await queueMail(pool, input);
  await queueMail(pool, input);
  const lock = (who: string, since: string) =>
    pool.query(
      `update graphile_worker._private_jobs set locked_by = $1, locked_at = now() - $2::interval, attempts = 1
       where id = (select min(id) from graphile_worker._private_jobs where locked_by is null)`,
      [who, since],
    );
  await lock('killed', '6 minutes');
  await lock('alive', '1 minute');
  assert.equal(await freeAbandonedJobs(pool, 300), 1);
  assert.deepEqual(new Set((await jobs()).map((job) => job.locked_by)), new Set(['alive', null]));
  await pool.query('delete from graphile_worker._private_jobs');
});

test('connections that PostgreSQL cuts are made again, and mails go on', async () => {
  const office = await startMailServer();
  const mailing = start(openSmtp(office.url, 'no-reply@localhost'));
  await queueMail(pool, input);
  await office.mailTo('ana@example.com');
  await pool.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await queueMail(pool, input);
  await office.mailTo('ana@example.com', 2);
  await mailing.stop();
  await office.close();
});
