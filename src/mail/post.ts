import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Mail } from './compose.ts';

/** What takes a mail away: a server, or a folder where there is none. */
export type Post = {
  /** Throws when it may be worth another try. What it throws names no address. */
  send(mail: Mail): Promise<Sent>;
  close(): void;
};

type Sent =
  | { readonly tag: 'sent' }
  /** The server will never take this mail. */
  | { readonly tag: 'refused'; readonly code: number };

const TIMEOUTS = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 30_000, dnsTimeout: 15_000 };

/** Sends by SMTP; `sent` once the server has taken the mail. */
export function openSmtp(smtpUrl: string, from: string): Post {
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

/** A server's words often repeat the address, which belongs in no log: its code says enough. */
function refusalIn(error: unknown): Sent {
  const { code = 'unknown', responseCode: answer = 0 } = error as { code?: string; responseCode?: number };
  const aboutThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (aboutThisMail && answer >= 500) return { tag: 'refused', code: answer };
  throw new Error(`the mail server did not take a mail: ${code} ${answer || ''}`.trim());
}

/** Writes each mail as an .eml file into the folder, which only its owner may read: mails hold tokens. */
export function openOutbox(folder: string, from: string): Post {
  const transport = createTransport({ streamTransport: true, buffer: true });
  return {
    send: async (mail) => {
      const made = await transport.sendMail(message(mail, from));
      // Only the outbox is closed to others: PostgreSQL may live beside it under another user.
      await mkdir(dirname(folder), { recursive: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const name = `${new Date().toISOString().replaceAll(':', '')}-${randomUUID().slice(0, 8)}`;
      // Under its name only when it is whole, for whoever watches the folder.
      await writeFile(join(folder, `${name}.part`), made.message as Buffer, { mode: 0o600 });
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
