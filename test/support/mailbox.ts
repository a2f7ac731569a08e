import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';
import { SMTPServer } from 'smtp-server';

/** A mail server that keeps what it is sent. */
export type Mailbox = {
  readonly smtpUrl: string;
  /** The path and query of the newest link to `path` in a mail to the address; waits until one has come. */
  linkFor(address: string, path: string): Promise<string>;
  /** How many mails have come to the address. */
  count(address: string): number;
};

const PATIENCE_MS = 8_000;

export async function startMailbox(): Promise<Mailbox> {
  const mails: { readonly to: readonly string[]; readonly text: string }[] = [];
  let wake = () => {};
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      // The session forgets them as soon as the mail is taken.
      const to = session.envelope.rcptTo.map((each) => each.address);
      stream.on('end', done);
      void text(stream).then((raw) => {
        mails.push({ to, text: plainly(raw) });
        wake();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  after(() => server.close());
  const of = (address: string) => mails.filter((mail) => mail.to.includes(address));

  async function linkFor(address: string, path: string): Promise<string> {
    const until = Date.now() + PATIENCE_MS;
    while (Date.now() < until) {
      const link = of(address)
        .map((mail) => linkIn(mail.text, path))
        .findLast((each) => each !== undefined);
      if (link !== undefined) return link;
      await Promise.race([
        new Promise<void>((resolve) => (wake = resolve)),
        new Promise((resolve) => setTimeout(resolve, 200)),
      ]);
    }
    throw new Error(`no mail to ${address} with a link to ${path}`);
  }

  const { port } = server.server.address() as AddressInfo;
  return { smtpUrl: `smtp://127.0.0.1:${port}`, linkFor, count: (address) => of(address).length };
}

function linkIn(mail: string, path: string): string | undefined {
  const url = new RegExp(`https?://[^/\\s]+(${path}\\?token=[\\w-]+)`).exec(mail);
  return url?.[1];
}

/** Undoes quoted-printable, as far as links need it. */
function plainly(raw: string): string {
  return raw.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=');
}
