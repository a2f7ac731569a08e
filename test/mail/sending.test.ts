import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startJobs } from '../../src/jobs/runner.ts';
import { openLog } from '../../src/log.ts';
import { mailTasks } from '../../src/mail/tasks.ts';
import { type MailTransport, openOutbox, openSmtp } from '../../src/mail/transport.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { freeAbandonedJobs, markRunnerAlive, queueMail } from '../../src/store/jobs.ts';
import { inTransaction } from '../../src/store/postgres/database.ts';
import { atEnd } from '../support/atEnd.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { readMail, startMailServer } from '../support/mailServer.ts';
import { until } from '../support/until.ts';

const { url, database } = await freshDatabase();
const { pool } = database;
await addCustomer(pool, { number: 'ANA1', email: 'ana@example.com', name: 'Ana', from: -Infinity });
const input = { mail: 'set_password', email: 'ana@example.com' } as const;
const folder = await mkdtemp(join(tmpdir(), 'shiftcover-outbox-'));
atEnd(() => rm(folder, { recursive: true }));

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

test('without a mail server each mail becomes a file that only its owner can read', async () => {
  const outbox = join(folder, 'deep', 'outbox');
  const runner = start(openOutbox(outbox, 'no-reply@localhost'));
  await queueMail(pool, input);
  const mails = async () => (await readdir(outbox).catch(() => [])).filter((name) => name.endsWith('.eml'));
  await until(async () => (await mails()).length > 0);
  const file = join(outbox, (await mails())[0] as string);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.equal((await stat(outbox)).mode & 0o777, 0o700);
  const { text, token } = readMail(await readFile(file, 'utf8'));
  assert.match(text, /^To: ana@example\.com\r$/m);
  assert.match(text, /http:\/\/127\.0\.0\.1:8080\/set-password\?token=/);
  assert.ok(token);
  await runner.stop();
});

test('a mail is queued only if its transaction commits', async () => {
  await assert.rejects(
    inTransaction(pool, async (db) => {
      await queueMail(db, input);
      throw new Error('undone');
    }),
    /undone/,
  );
  assert.deepEqual(await jobs(), []);
});

test('a mail that the server refuses for now is sent later, and once', async () => {
  const mailServer = await startMailServer(['451 Come back later.']);
  const runner = start(openSmtp(mailServer.url, 'no-reply@localhost'));
  await queueMail(pool, input);
  await mailServer.mailTo('ana@example.com');
  await until(async () => (await jobs()).length === 0);
  assert.equal(mailServer.received.length, 1);
  await runner.stop();
});

test('a mail that the server refuses for good is not tried again, and no log names the address', async () => {
  const lines: string[] = [];
  const write = (about: object, message: string) => void lines.push(`${JSON.stringify(about)} ${message}`);
  const mailServer = await startMailServer(['451 Not now, ana@example.com.', '554 Never for ana@example.com.']);
  const runner = start(openSmtp(mailServer.url, 'no-reply@localhost'), { info: write, warn: write, error: write });
  await queueMail(pool, input);
  await until(async () => (await jobs()).length === 0);
  await runner.stop();
  assert.equal(mailServer.received.length, 0);
  assert.ok(lines.includes('{"mail":"set_password","code":554} a mail server refused a mail for good'));
  assert.ok(lines.some((line) => line.includes('EMESSAGE 451')));
  assert.ok(lines.every((line) => !line.includes('ana@example.com')));
});

test('stopping waits for the mail that is being sent and leaves no job locked, and the next runner sends what waits', async () => {
  const sending = Promise.withResolvers<void>();
  let finished = false;
  const slow: MailTransport = {
    send: async () => {
      sending.resolve();
      await sleep(300);
      finished = true;
      return { tag: 'sent' };
    },
    close: () => {},
  };
  const runner = start(slow);
  await queueMail(pool, input);
  await sending.promise;
  await runner.stop();
  assert.equal(finished, true);
  assert.deepEqual(await jobs(), []);
  await queueMail(pool, input);
  const mailServer = await startMailServer();
  const next = start(openSmtp(mailServer.url, 'no-reply@localhost'));
  await mailServer.mailTo('ana@example.com');
  await next.stop();
});

test('a runner can be stopped as soon as it is started', async () => {
  await start(openOutbox(folder, 'no-reply@localhost')).stop();
});

test('the mail of a killed process is freed once it was held for seconds, that of a live one is not', async () => {
  await queueMail(pool, input);
  await queueMail(pool, input);
  await queueMail(pool, input);
  const lock = (who: string, since: string) =>
    pool.query(
      `update graphile_worker._private_jobs set locked_by = $1, locked_at = now() - $2::interval, attempts = 1
       where id = (select min(id) from graphile_worker._private_jobs where locked_by is null)`,
      [who, since],
    );
  await lock('killed', '4 seconds');
  await lock('beginning', '1 second');
  await lock('alive', '6 minutes');
  const listening = await pool.connect();
  await markRunnerAlive(listening, 'alive');
  assert.equal(await freeAbandonedJobs(pool, 3), 1);
  assert.deepEqual(new Set((await jobs()).map((job) => job.locked_by)), new Set(['beginning', 'alive', null]));
  listening.release(true);
  await pool.query('delete from graphile_worker._private_jobs');
});

test('after PostgreSQL ends the connections, mails are sent over new ones', async () => {
  const mailServer = await startMailServer();
  const runner = start(openSmtp(mailServer.url, 'no-reply@localhost'));
  await queueMail(pool, input);
  await mailServer.mailTo('ana@example.com');
  await pool.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await queueMail(pool, input);
  await mailServer.mailTo('ana@example.com', 2);
  await runner.stop();
});
