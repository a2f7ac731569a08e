import type { Log } from '../log.ts';
import type { MailInput, Tasks } from '../store/jobs.ts';
import type { Queryable } from '../store/postgres/database.ts';
import { compose, type Sender } from './compose.ts';
import type { Post } from './post.ts';

type Parts = {
  /** For what the mails say. */
  readonly db: Queryable;
  readonly post: Post;
  readonly sender: Sender;
  readonly log: Log;
};

/** The task that sends mails. A mail that the server does not take for now is tried again for about a day. */
export function mailTasks(parts: Parts): Pick<Tasks, 'send_mail'> {
  return { send_mail: async (input) => await send(parts, input) };
}

async function send({ db, post, sender, log }: Parts, input: MailInput): Promise<void> {
  const mail = await compose(db, input, sender);
  const sent = mail && (await post.send(mail));
  if (sent?.tag === 'refused') log.warn({ mail: input.mail, code: sent.code }, 'a mail server refused a mail for good');
}
