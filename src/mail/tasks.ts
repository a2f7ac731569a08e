import type { Log } from '../log.ts';
import type { MailInput, Tasks } from '../store/jobs.ts';
import type { Queryable } from '../store/postgres/database.ts';
import { composeMail, type Sender } from './compose.ts';
import type { MailTransport } from './transport.ts';

type Parts = {
  /** Holds the data that the mails are composed of. */
  readonly db: Queryable;
  readonly transport: MailTransport;
  readonly sender: Sender;
  readonly log: Log;
};

/** The task that sends mails. A mail that the server refuses for now is tried again for about a day. */
export function mailTasks(parts: Parts): Pick<Tasks, 'send_mail'> {
  return { send_mail: async (input) => await send(parts, input) };
}

async function send({ db, transport, sender, log }: Parts, input: MailInput): Promise<void> {
  const mail = await composeMail(db, input, sender);
  const sent = mail && (await transport.send(mail));
  if (sent?.tag === 'refused') log.warn({ mail: input.mail, code: sent.code }, 'a mail server refused a mail for good');
}
