import { html } from 'hono/html';
import { type Account, accountByEmail, accountOf } from '../store/customer/accounts.ts';
import { awaitedLinksOf } from '../store/customer/awaitedLinks.ts';
import type { MailInput } from '../store/jobs.ts';
import type { Queryable } from '../store/postgres/database.ts';
import { addMailedToken } from '../store/signIn/mailedTokens.ts';
import { endpointById } from '../store/webhook/endpoints.ts';
import { type Words, words } from './text.ts';

/** A mail, ready to be sent. */
export type Mail = { readonly to: string; readonly subject: string; readonly text: string; readonly html: string };

export type Sender = { readonly publicUrl: string; readonly insurer: { readonly name: string } };

/** The mail that was wished for, with a token of its own; undefined when there is nobody to send it to. */
export async function compose(db: Queryable, input: MailInput, sender: Sender): Promise<Mail | undefined> {
  if (input.mail === 'endpoint_paused') return await composePaused(db, input.endpoint, sender);
  const account =
    input.mail === 'set_password' ? await accountByEmail(db, input.email) : await accountOf(db, input.customerNumber);
  if (!account || account.closedAt !== null) return undefined;
  const name = nameToSay(account);
  const said = await wordsOf(db, input, { customerNumber: account.customerNumber, name }, sender);
  return {
    to: account.email,
    subject: said.subject,
    ...(await bodies(words.greeting(name), said, sender.insurer.name)),
  };
}

/** To whoever looks after an endpoint; undefined when it has been resumed or removed meanwhile. */
async function composePaused(db: Queryable, id: number, { insurer }: Sender): Promise<Mail | undefined> {
  const endpoint = await endpointById(db, id);
  if (!endpoint || endpoint.email === null || endpoint.pausedAt === null) return undefined;
  const said = words.endpointPaused(insurer.name, endpoint.url, endpoint.pausedBecause === 'gone');
  return { to: endpoint.email, subject: said.subject, ...(await bodies(words.greeting(null), said, insurer.name)) };
}

/** Whoever signs up with the address of someone else must not choose what they read: a name may be any text. */
function nameToSay({ emailVerifiedAt, name }: Account): string | null {
  return emailVerifiedAt === null ? null : name;
}

type Addressee = { readonly customerNumber: string; readonly name: string | null };

async function wordsOf(
  db: Queryable,
  { mail }: Exclude<MailInput, { mail: 'endpoint_paused' }>,
  to: Addressee,
  { publicUrl, insurer }: Sender,
): Promise<Words> {
  const person = { name: to.name, insurer: insurer.name };
  switch (mail) {
    case 'verify_email': {
      const awaited = (await awaitedLinksOf(db, to.customerNumber)).map((link) => link.workProviderName);
      const token = await addMailedToken(db, 'verify_email', to.customerNumber);
      return words.verifyEmail(person, `${publicUrl}/verify?token=${token}`, awaited);
    }
    case 'set_password': {
      const token = await addMailedToken(db, 'set_password', to.customerNumber);
      return words.setPassword(person, `${publicUrl}/set-password?token=${token}`);
    }
    case 'signed_up_before':
      return words.signedUpBefore(person, `${publicUrl}/log-in`);
    case 'password_changed':
      return words.passwordChanged(person, `${publicUrl}/forgot`);
  }
}

/** Plain text, and the same as simple HTML. */
async function bodies(greeting: string, said: Words, insurer: string): Promise<{ text: string; html: string }> {
  const button = said.button ? [`${said.button.label}:\n${said.button.url}`] : [];
  const text = [greeting, ...said.before, ...button, ...said.after, insurer].join('\n\n');
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${said.subject}</title></head>
<body style="font:16px/1.5 sans-serif;max-width:34em;margin:1.5em auto;padding:0 1em">
<p>${greeting}</p>${said.before.map(
    (line) => html`
<p>${line}</p>`,
  )}${
    said.button
      ? html`
<p><a href="${said.button.url}" style="display:inline-block;padding:.7em 1.2em;border-radius:6px;background:#0b5cad;color:#fff">${said.button.label}</a></p>`
      : ''
  }${said.after.map(
    (line) => html`
<p>${line}</p>`,
  )}
<p>${insurer}</p>
</body></html>`;
  return { text: `${text}\n`, html: (await page).toString() };
}
