import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer, type SMTPServerEnvelope } from 'smtp-server';

/** A mail as a server took it. */
export type Received = {
  readonly to: readonly string[];
  readonly from: string;
  /** Head and body as sent, quoted-printable undone. */
  readonly text: string;
  /** The token of the link in it. */
  readonly token: string | undefined;
};

/** A real SMTP server on loopback. `refusing` are the answers to the first mails, such as `451 Later.` */
export async function startMailServer(refusing: readonly string[] = []) {
  const refusals = [...refusing];
  const received: Received[] = [];
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
    const refusal = refusals.shift();
    if (refusal !== undefined) return Object.assign(new Error(refusal), { responseCode: Number(refusal.slice(0, 3)) });
    received.push({
      to: rcptTo.map(({ address }) => address),
      from: mailFrom ? mailFrom.address : '',
      ...readMail(raw),
    });
    return null;
  }

  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    /** The newest mail to an address, once there are as many. */
    mailTo: async (address: string, count = 1): Promise<Received> => {
      for (let waitedMs = 0; waitedMs < 15_000; waitedMs += 20) {
        const own = received.filter(({ to }) => to.includes(address));
        if (own.length >= count) return own.at(-1) as Received;
        await sleep(20);
      }
      throw new Error(`no mail number ${count} came to ${address}`);
    },
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  };
}

export function readMail(raw: string): { text: string; token: string | undefined } {
  const plain = raw
    .replaceAll('=\r\n', '')
    .replace(/((?:=[0-9A-F]{2})+)/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString());
  return { text: plain, token: /\?token=([\w-]{43})/.exec(plain)?.[1] };
}
