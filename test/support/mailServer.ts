import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerEnvelope } from 'smtp-server';
import { tidyAccounts } from '../../src/accounts/throttle.ts';
import { startJobs } from '../../src/jobs/runner.ts';
import { openLog } from '../../src/log.ts';
import { mailTasks } from '../../src/mail/tasks.ts';
import { openSmtp } from '../../src/mail/transport.ts';
import { queueReportedMails } from '../../src/store/jobs.ts';
import { atEnd } from './atEnd.ts';
import type { FreshDatabase } from './freshDatabase.ts';
import { until } from './until.ts';

/** A mail that the server took. */
export type ReceivedMail = {
  readonly to: readonly string[];
  readonly from: string;
  /** Head and body as sent, with quoted-printable decoded. */
  readonly text: string;
  /** The token of the link in the mail. */
  readonly token: string | undefined;
};

/** A real SMTP server on loopback. */
export type MailServer = {
  readonly url: string;
  /** All mails so far, in order. */
  readonly received: readonly ReceivedMail[];
  /** The newest mail to the email, once `count` have come. */
  mailTo(email: string, count?: number): Promise<ReceivedMail>;
  /** The path and query of the newest link to `path` in a mail to the email, once one has come. */
  linkTo(email: string, path: string): Promise<string>;
};

/** Starts a mail server that stops after the tests. `refusals`: its answers to the first mails, such as `451 Later.` */
export async function startMailServer(refusals: readonly string[] = []): Promise<MailServer> {
  const refusalsLeft = [...refusals];
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => done(take(Buffer.concat(chunks).toString(), envelope)));
    },
  });

  function take(raw: string, { mailFrom, rcptTo }: SMTPServerEnvelope): Error | null {
    const refusal = refusalsLeft.shift();
    if (refusal !== undefined) return Object.assign(new Error(refusal), { responseCode: Number(refusal.slice(0, 3)) });
    received.push({
      to: rcptTo.map(({ address }) => address),
      from: mailFrom ? mailFrom.address : '',
      ...readMail(raw),
    });
    return null;
  }

  const mailsTo = (email: string) => received.filter(({ to }) => to.includes(email));
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  atEnd(() => server.close());
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    mailTo: (email, count = 1) =>
      until(
        () => mailsTo(email)[count - 1] && mailsTo(email).at(-1),
        () => `no mail ${count} to ${email} came`,
      ),
    linkTo: (email, path) => {
      const link = new RegExp(`https?://[^/\\s]+(${path}\\?token=[\\w-]+)`);
      const newest = () =>
        mailsTo(email)
          .flatMap(({ text }) => link.exec(text)?.[1] ?? [])
          .at(-1);
      return until(newest, () => `no mail to ${email} with a link to ${path} came`);
    },
  };
}

/** A raw mail with quoted-printable decoded, and the token of the link in it. */
export function readMail(raw: string): { text: string; token: string | undefined } {
  const text = raw
    .replaceAll('=\r\n', '')
    .replace(/((?:=[0-9A-F]{2})+)/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString());
  return { text, token: /\?token=([\w-]{43})/.exec(text)?.[1] };
}

/**
 * Starts a mail server and the job runner that sends it the mails queued in the database. Both stop after the tests.
 */
export async function startMailing({ url, database }: FreshDatabase): Promise<MailServer> {
  const { pool } = database;
  const mailServer = await startMailServer();
  const log = openLog('error');
  const transport = openSmtp(mailServer.url, 'Cover <no-reply@insurer.example>');
  const sender = { publicUrl: 'https://cover.example.com', insurer: { name: 'Ünsure & Co' } };
  const jobs = startJobs({
    connectionString: url,
    db: pool,
    tasks: {
      ...mailTasks({ db: pool, transport, sender, log }),
      mail_reported: async ({ subjects }) => await queueReportedMails(pool, subjects),
    },
    log,
    tidy: () => tidyAccounts(pool),
  });
  atEnd(() => jobs.stop());
  return mailServer;
}
