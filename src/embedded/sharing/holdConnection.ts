import { connect, type Socket } from 'node:net';
import { socketPath } from '../cluster/socket.ts';
import { type CannotOpen, cannotOpen } from '../os/errors.ts';
import { type Wait, wait } from './opened.ts';

/** A connection to a postmaster, kept for as long as one works with it: a smart shutdown waits for its end. */
export type HeldConnection = { tag: 'in'; leave(): Promise<void> };

type Message = { kind: string; body: Buffer };

const greeting = startupMessage({ user: 'shiftcover', database: 'shiftcover', application_name: 'shiftcover guest' });
const goodbye = Buffer.from([0x58, 0, 0, 0, 4]);
/** PostgreSQL's codes for "not now": starting or shutting down, shut down by its owner, crashed, too many connections. */
const notNow = ['57P03', '57P01', '57P02', '53300'];

/** Comes in as the database's owner, with just enough of PostgreSQL's protocol (version 3) for it. */
export function holdConnection(socketFolder: string): Promise<HeldConnection | Wait | CannotOpen> {
  return new Promise((resolve) => {
    const socket = connect(socketPath(socketFolder));
    let received: Buffer = Buffer.alloc(0);
    socket.on('connect', () => socket.write(greeting));
    socket.on('error', (error) => resolve(wait(`PostgreSQL does not answer: ${error.message}`)));
    socket.on('close', () => resolve(wait('PostgreSQL closed the connection')));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const answer = readAnswer(received);
      if (answer === undefined) return;
      resolve(answer === 'ready' ? stayIn(socket) : answer);
      if (answer !== 'ready') socket.destroy();
    });
  });
}

function stayIn(socket: Socket): HeldConnection {
  socket.removeAllListeners('data').resume().unref();
  const left = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  return {
    tag: 'in',
    leave: () => {
      socket.ref().end(goodbye);
      return left;
    },
  };
}

function readAnswer(received: Buffer): 'ready' | Wait | CannotOpen | undefined {
  for (const { kind, body } of messages(received)) {
    if (kind === 'Z') return 'ready';
    if (kind === 'E') return readError(body);
  }
  return undefined;
}

/** Each message: one letter, four bytes of length (its own included), a body. */
function* messages(received: Buffer): Generator<Message> {
  for (let at = 0; at + 5 <= received.length; ) {
    const end = at + 1 + received.readInt32BE(at + 1);
    if (end > received.length) return;
    yield { kind: String.fromCharCode(received[at] ?? 0), body: received.subarray(at + 5, end) };
    at = end;
  }
}

/** An error's body is a row of fields, each a letter and a text: C is its code, M its message. */
function readError(body: Buffer): Wait | CannotOpen {
  const fields = body.toString('utf8').split('\0');
  const field = (letter: string) => fields.find((each) => each.startsWith(letter))?.slice(1) ?? '';
  const why = `PostgreSQL says: ${field('M')}`;
  return notNow.includes(field('C')) ? wait(why) : cannotOpen(why);
}

function startupMessage(parameters: Record<string, string>): Buffer {
  const text = Object.entries(parameters).flat().join('\0');
  const body = Buffer.from(`\0\x03\0\0${text}\0\0`, 'latin1');
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([length, body]);
}
