import type { TaskList } from 'graphile-worker';
import type { Log } from '../log.ts';
import { type MailInput, SEND_MAIL } from '../store/jobs.ts';
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

/** Sending the mails that wait, for whoever runs jobs; one that cannot be sent is tried again for about a day. */
export function mailTasks(parts: Parts): TaskList {
  return { [SEND_MAIL]: async (input) => await send(parts, input as MailInput) };
}

async function send({ db, post, sender, log }: Parts, input: MailInput): Promise<void> {
  const mail = await compose(db, input, sender);
  const sent = mail && (await post.send(mail));
  if (sent?.tag === 'refused') log.warn({ mail: input.mail, code: sent.code }, 'a mail server refused a mail for good');
}
