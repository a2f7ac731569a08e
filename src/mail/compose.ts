import { html } from 'hono/html';
import { LANGUAGES, type Language } from '../core/language.ts';
import { visibleText } from '../core/visibleText.ts';
import { type Account, accountByEmail, accountOf } from '../store/customer/accounts.ts';
import { awaitedLinksOf } from '../store/customer/awaitedLinks.ts';
import { termsOfVersion } from '../store/customer/terms.ts';
import { type MailInput, OPTIONAL_MAILS } from '../store/jobs.ts';
import type { Queryable } from '../store/postgres/database.ts';
import { providersById } from '../store/provider/providers.ts';
import { addMailedToken } from '../store/signIn/mailedTokens.ts';
import { endpointById } from '../store/webhook/endpoints.ts';
import type { MailTexts } from './text/en.ts';
import { endpointPaused } from './text/endpointPaused.ts';
import type { Contact, MailText } from './text/mailText.ts';
import { mailTextsIn } from './text/texts.ts';

/** A mail that is ready to be sent. */
export type Mail = { readonly to: string; readonly subject: string; readonly text: string; readonly html: string };

/** The insurer that mails are from, and the public address of its pages. */
export type Sender = { readonly publicUrl: string; readonly insurer: Contact };

/** Composes a mail, with a new token where it needs one. Undefined when it has no recipient any more. */
export async function composeMail(db: Queryable, input: MailInput, sender: Sender): Promise<Mail | undefined> {
  if (input.mail === 'endpoint_paused') return await composePaused(db, input.endpoint, sender);
  const account =
    input.mail === 'set_password' ? await accountByEmail(db, input.email) : await accountOf(db, input.customerNumber);
  if (!account || (account.closedAt !== null && input.mail !== 'account_closed')) return undefined;
  const isOptional = OPTIONAL_MAILS.some((kind) => kind === input.mail);
  if (isOptional && account.unwantedMails.includes(input.mail)) return undefined;
  const text = await textOf(db, input, account, sender);
  const to = input.mail !== 'set_password' && 'email' in input ? input.email : account.email;
  return (
    text &&
    (await render({ to, name: greetingName(account), language: account.language ?? LANGUAGES[0] }, text, sender))
  );
}

/** For the owner of an endpoint. Undefined when it was resumed or removed meanwhile. */
async function composePaused(db: Queryable, id: number, sender: Sender): Promise<Mail | undefined> {
  const endpoint = await endpointById(db, id);
  if (!endpoint || endpoint.email === null || endpoint.pausedAt === null) return undefined;
  const text = endpointPaused(sender.insurer.name, endpoint.url, endpoint.pausedBecause === 'gone');
  return await render({ to: endpoint.email, name: null, language: 'en' }, text, sender);
}

/**
 * The name in the greeting, once the email is verified. Until then a stranger may have signed up with the email, and
 * must not choose what its owner reads: a name can be any text.
 */
function greetingName({ emailVerifiedAt, name }: Pick<Account, 'emailVerifiedAt' | 'name'>): string | null {
  return emailVerifiedAt === null ? null : name;
}

/** Undefined where nothing is to be mailed: the new email belongs to another customer, which its sender must not learn. */
async function textOf(
  db: Queryable,
  input: Exclude<MailInput, { mail: 'endpoint_paused' }>,
  { customerNumber, language }: Account,
  { publicUrl, insurer }: Sender,
): Promise<MailText | undefined> {
  const texts = mailTextsIn(language);
  switch (input.mail) {
    case 'verify_email': {
      const awaited = (await awaitedLinksOf(db, customerNumber)).map((link) => link.workProviderName);
      const token = await addMailedToken(db, 'verify_email', customerNumber);
      return texts.verifyEmail(insurer.name, `${publicUrl}/verify?token=${token}`, awaited);
    }
    case 'set_password': {
      const token = await addMailedToken(db, 'set_password', customerNumber);
      return texts.setPassword(insurer.name, `${publicUrl}/set-password?token=${token}`);
    }
    case 'signed_up_before':
      return texts.signedUpBefore(insurer.name, `${publicUrl}/log-in`);
    case 'password_changed':
      return texts.passwordChanged(insurer.name, `${publicUrl}/forgot`);
    case 'change_email': {
      const holder = await accountByEmail(db, input.email);
      if (holder && holder.customerNumber !== customerNumber) return undefined;
      const token = await addMailedToken(db, 'change_email', customerNumber, input.email);
      return texts.changeEmail(insurer.name, `${publicUrl}/details/email?token=${token}`);
    }
    case 'email_changed':
      return texts.emailChanged(insurer);
    case 'details_changed':
      return texts.detailsChanged(insurer, `${publicUrl}/details`);
    case 'dispute_answered':
      return texts.disputeAnswered(insurer, `${publicUrl}/disputes`);
    case 'account_closed':
      return texts.accountClosed(insurer);
    case 'agreed':
      return await agreedText(db, input, insurer, texts);
    case 'new_device':
      return texts.newDevice(insurer, `${publicUrl}/change-password`);
    case 'suspended':
    case 'resumed':
      return texts[input.mail](insurer, `${publicUrl}/my-cover`);
    case 'linked':
    case 'link_ended':
    case 'driver_id_contested':
    case 'reported_by_number': {
      const name = await providerName(db, input.workProvider);
      return name === undefined ? undefined : texts[input.mail](insurer, name, `${publicUrl}/links`);
    }
    default:
      return input satisfies never;
  }
}

async function providerName(db: Queryable, id: number | null | undefined): Promise<string | undefined> {
  return id == null ? undefined : (await providersById(db, [id])).get(id)?.name;
}

/** A copy of the terms that the customer agreed to. */
async function agreedText(
  db: Queryable,
  { document, version }: Extract<MailInput, { mail: 'agreed' }>,
  insurer: Contact,
  texts: MailTexts,
): Promise<MailText | undefined> {
  const owner = document === 'insurer' ? 'insurer' : Number(document);
  const terms = await termsOfVersion(db, owner, version);
  const whose = owner === 'insurer' ? insurer.name : await providerName(db, owner);
  return terms && whose !== undefined ? texts.agreed(insurer, whose, terms) : undefined;
}

/** `name`: null where it must not be shown. */
type Recipient = { readonly to: string; readonly name: string | null; readonly language: Language };

/** The text as plain text and as simple HTML. */
async function render({ to, name, language }: Recipient, mail: MailText, { insurer }: Sender): Promise<Mail> {
  const { button } = mail;
  const [subject, from] = [visibleText(mail.subject), visibleText(insurer.name)];
  const before = mail.before.map((line) => visibleText(line));
  const after = mail.after.map((line) => visibleText(line));
  const greeting = visibleText(mailTextsIn(language).greeting(name));
  const buttonLines = button ? [`${button.label}:\n${button.url}`] : [];
  const text = [greeting, ...before, ...buttonLines, ...after, from].join('\n\n');
  const page = html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${subject}</title></head>
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
