import { connect, type Socket } from 'node:net';
import { socketPath } from '../cluster/socket.ts';
import { type CannotOpen, cannotOpen } from '../os/errors.ts';
import { type Wait, wait } from './opened.ts';

/** An idle connection to a postmaster. A smart shutdown waits until it is closed. */
export type HeldConnection = { readonly tag: 'held'; close(): Promise<void> };

type Message = { readonly kind: string; readonly body: Buffer };

// PostgreSQL's protocol, version 3: https://www.postgresql.org/docs/current/protocol-message-formats.html
const STARTUP = startupMessage({ user: 'shiftcover', database: 'shiftcover', application_name: 'shiftcover command' });
const TERMINATE = Buffer.from([0x58, 0, 0, 0, 4]);
/** SQLSTATEs that pass: starting or shutting down, shut down by its owner, crashed, too many connections. */
const TRANSIENT_CODES = ['57P03', '57P01', '57P02', '53300'];

/** Connects as the role that serves. Needs no client library: it sends no query. */
export function holdConnection(socketFolder: string): Promise<HeldConnection | Wait | CannotOpen> {
  return new Promise((resolve) => {
    const socket = connect(socketPath(socketFolder));
    let received: Buffer = Buffer.alloc(0);
    socket.on('connect', () => socket.write(STARTUP));
    socket.on('error', (error) => resolve(wait(`PostgreSQL does not answer: ${error.message}`)));
    socket.on('close', () => resolve(wait('PostgreSQL closed the connection')));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const answer = readAnswer(received);
      if (answer === undefined) return;
      resolve(answer === 'ready' ? hold(socket) : answer);
      if (answer !== 'ready') socket.destroy();
    });
  });
}

function hold(socket: Socket): HeldConnection {
  socket.removeAllListeners('data').resume().unref();
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  return {
    tag: 'held',
    close: () => {
      socket.ref().end(TERMINATE);
      return closed;
    },
  };
}

/** Undefined while the answer is incomplete. */
function readAnswer(received: Buffer): 'ready' | Wait | CannotOpen | undefined {
  for (const { kind, body } of messages(received)) {
    if (kind === 'Z') return 'ready';
    if (kind === 'E') return readError(body);
  }
  return undefined;
}

/** A message is one letter, four bytes of length (its own included), and a body. */
function* messages(received: Buffer): Generator<Message> {
  for (let at = 0; at + 5 <= received.length; ) {
    const end = at + 1 + received.readInt32BE(at + 1);
    if (end > received.length) return;
    yield { kind: String.fromCharCode(received[at] ?? 0), body: received.subarray(at + 5, end) };
    at = end;
  }
}

/** The body of an error is a row of fields, each a letter and a text: C is the SQLSTATE, M the message. */
function readError(body: Buffer): Wait | CannotOpen {
  const fields = body.toString('utf8').split('\0');
  const field = (letter: string) => fields.find((each) => each.startsWith(letter))?.slice(1) ?? '';
  const why = `PostgreSQL says: ${field('M')}`;
  return TRANSIENT_CODES.includes(field('C')) ? wait(why) : cannotOpen(why);
}

function startupMessage(parameters: Readonly<Record<string, string>>): Buffer {
  const text = Object.entries(parameters).flat().join('\0');
  const body = Buffer.from(`\0\x03\0\0${text}\0\0`, 'latin1');
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([length, body]);
}
