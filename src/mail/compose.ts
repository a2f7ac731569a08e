import { html } from 'hono/html';
import { visibleText } from '../core/visibleText.ts';
import { type Account, accountByEmail, accountOf } from '../store/customer/accounts.ts';
import { awaitedLinksOf } from '../store/customer/awaitedLinks.ts';
import type { MailInput } from '../store/jobs.ts';
import type { Queryable } from '../store/postgres/database.ts';
import { addMailedToken } from '../store/signIn/mailedTokens.ts';
import { endpointById } from '../store/webhook/endpoints.ts';
import { type MailText, mailTexts } from './text.ts';

/** A mail that is ready to be sent. */
export type Mail = { readonly to: string; readonly subject: string; readonly text: string; readonly html: string };

/** The insurer that mails are from, and the public address of its pages. */
export type Sender = { readonly publicUrl: string; readonly insurer: { readonly name: string } };

/** Composes a mail, with a new token where it needs one. Undefined when it has no recipient any more. */
export async function composeMail(db: Queryable, input: MailInput, sender: Sender): Promise<Mail | undefined> {
  if (input.mail === 'endpoint_paused') return await composePaused(db, input.endpoint, sender);
  const account =
    input.mail === 'set_password' ? await accountByEmail(db, input.email) : await accountOf(db, input.customerNumber);
  if (!account || account.closedAt !== null) return undefined;
  return await render(account.email, greetingName(account), await textOf(db, input, account, sender), sender);
}

/** For the owner of an endpoint. Undefined when it was resumed or removed meanwhile. */
async function composePaused(db: Queryable, id: number, sender: Sender): Promise<Mail | undefined> {
  const endpoint = await endpointById(db, id);
  if (!endpoint || endpoint.email === null || endpoint.pausedAt === null) return undefined;
  const text = mailTexts.endpointPaused(sender.insurer.name, endpoint.url, endpoint.pausedBecause === 'gone');
  return await render(endpoint.email, null, text, sender);
}

/**
 * The name in the greeting, once the email is verified. Until then a stranger may have signed up with the email, and
 * must not choose what its owner reads: a name can be any text.
 */
function greetingName({ emailVerifiedAt, name }: Account): string | null {
  return emailVerifiedAt === null ? null : name;
}

async function textOf(
  db: Queryable,
  { mail }: Exclude<MailInput, { mail: 'endpoint_paused' }>,
  { customerNumber }: Account,
  { publicUrl, insurer }: Sender,
): Promise<MailText> {
  switch (mail) {
    case 'verify_email': {
      const awaited = (await awaitedLinksOf(db, customerNumber)).map((link) => link.workProviderName);
      const token = await addMailedToken(db, 'verify_email', customerNumber);
      return mailTexts.verifyEmail(insurer.name, `${publicUrl}/verify?token=${token}`, awaited);
    }
    case 'set_password': {
      const token = await addMailedToken(db, 'set_password', customerNumber);
      return mailTexts.setPassword(insurer.name, `${publicUrl}/set-password?token=${token}`);
    }
    case 'signed_up_before':
      return mailTexts.signedUpBefore(insurer.name, `${publicUrl}/log-in`);
    case 'password_changed':
      return mailTexts.passwordChanged(insurer.name, `${publicUrl}/forgot`);
    default:
      return mail satisfies never;
  }
}

/** The text as plain text and as simple HTML. */
async function render(to: string, name: string | null, mail: MailText, { insurer }: Sender): Promise<Mail> {
  const { button } = mail;
  const [subject, from] = [visibleText(mail.subject), visibleText(insurer.name)];
  const before = mail.before.map((line) => visibleText(line));
  const after = mail.after.map((line) => visibleText(line));
  const greeting = visibleText(mailTexts.greeting(name));
  const buttonLines = button ? [`${button.label}:\n${button.url}`] : [];
  const text = [greeting, ...before, ...buttonLines, ...after, from].join('\n\n');
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${subject}</title></head>
<body style="font:16px/1.5 sans-serif;max-width:34em;margin:1.5em auto;padding:0 1em">
<p>${greeting}</p>${before.map(
    (line) => html`
<p>${line}</p>`,
  )}${
    button
      ? html`
<p><a href="${button.url}" style="display:inline-block;padding:.7em 1.2em;border-radius:6px;background:#0b5cad;color:#fff">${button.label}</a></p>`
      : ''
  }${after.map(
    (line) => html`
<p>${line}</p>`,
  )}
<p>${from}</p>
</body></html>`;
  return { to, subject, text: `${text}\n`, html: (await page).toString() };
}
