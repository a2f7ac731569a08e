import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Mail } from './compose.ts';

/** Sends mails: to a mail server, or to a folder where there is none. */
export type MailTransport = {
  /** Throws when another try may succeed. The error names no email address. */
  send(mail: Mail): Promise<Sent>;
  close(): void;
};

type Sent =
  | { readonly tag: 'sent' }
  /** The server will never take this mail. `code`: its SMTP reply code. */
  | { readonly tag: 'refused'; readonly code: number };

const TIMEOUTS = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 30_000, dnsTimeout: 15_000 };

/** Sends by SMTP. A mail is `sent` once the server has taken it. */
export function openSmtp(smtpUrl: string, from: string): MailTransport {
  const transport = createTransport({ url: smtpUrl, ...TIMEOUTS });
  return {
    send: async (mail) => {
      try {
        await transport.sendMail(message(mail, from));
        return { tag: 'sent' };
      } catch (error) {
        return refusalIn(error);
      }
    },
    close: () => transport.close(),
  };
}

/** The server's text often repeats the email address, which must not be logged. The error holds only its reply code. */
function refusalIn(error: unknown): Sent {
  const { code = 'unknown', responseCode = 0 } = error as { code?: string; responseCode?: number };
  const concernsThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (concernsThisMail && responseCode >= 500) return { tag: 'refused', code: responseCode };
  throw new Error(`the mail server did not take a mail: ${code} ${responseCode || ''}`.trim());
}

/** Writes each mail as an .eml file into the folder. Only the owner may read the folder, because mails hold tokens. */
export function openOutbox(folder: string, from: string): MailTransport {
  const transport = createTransport({ streamTransport: true, buffer: true });
  return {
    send: async (mail) => {
      const composed = await transport.sendMail(message(mail, from));
      // The parent folder stays readable to others: PostgreSQL may keep its data there as another user.
      await mkdir(dirname(folder), { recursive: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const name = `${new Date().toISOString().replaceAll(':', '')}-${randomUUID().slice(0, 8)}`;
      // The file gets its name when it is complete, so that a program that watches the folder reads whole mails.
      await writeFile(join(folder, `${name}.part`), composed.message as Buffer, { mode: 0o600 });
      await rename(join(folder, `${name}.part`), join(folder, `${name}.eml`));
      return { tag: 'sent' };
    },
    close: () => transport.close(),
  };
}

function message({ to, subject, text, html }: Mail, from: string) {
  return {
    from,
    to: { name: '', address: to },
    subject,
    text,
    html,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
