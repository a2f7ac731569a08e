import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { callerIfKnown } from '../http/authenticate.ts';

/** What is to be called for each connection when one of its answers is over, or when the connection closes. */
const endings = new WeakMap<Socket, Set<() => void>>();

/** Calls `end` once: when the answer has been handed to the operating system, or its connection has closed. */
export function whenOver({ raw, request }: FastifyReply, end: () => void): void {
  const { socket } = request.raw;
  const ofConnection = endings.get(socket) ?? watch(socket);
  const once = () => {
    if (ofConnection.delete(once)) end();
  };
  ofConnection.add(once);
  raw.once('close', once);
}

function watch(socket: Socket): Set<() => void> {
  const ofConnection = new Set<() => void>();
  endings.set(socket, ofConnection);
  socket.once('close', () => {
    for (const end of ofConnection) end();
  });
  return ofConnection;
}

type Line = { running: number; readonly waiting: (() => void)[] };

const MIB = 1024 ** 2;
/** A client that reads only after it has sent everything sees the answer, however much too large its batch is. */
const MOST_DISCARDED = 128 * MIB;
/** The same of a stranger: of a request without a live key. Keys of test mode are anyone's. */
const MOST_DISCARDED_OF_STRANGERS = MIB;
/** Of all requests without a live key together. */
const MOST_DISCARDED_A_SECOND = 8 * MIB;

/**
 * Reads and discards what a request sends after its answer, and closes the connection when it is too much, of the request
 * or of all strangers within a second. It begins before the answer is sent, as Node discards without end afterwards.
 */
export function limitDiscarding(app: FastifyInstance): void {
  const discard = openDiscarding();
  app.addHook('onSend', (request, _reply, _payload, done) => {
    const { mode } = request.routeOptions.config ?? {};
    if (!request.raw.complete) discard(request.raw, !callerIfKnown(request) || mode === 'test');
    done();
  });
}

function openDiscarding(): (request: IncomingMessage, isStranger: boolean) => void {
  let leftOfAll = MOST_DISCARDED_A_SECOND;
  let asOf = performance.now();
  const takeFromAll = (bytes: number): boolean => {
    const now = performance.now();
    leftOfAll = Math.min(MOST_DISCARDED_A_SECOND, leftOfAll + ((now - asOf) / 1_000) * MOST_DISCARDED_A_SECOND);
    asOf = now;
    if (leftOfAll < bytes) return false;
    leftOfAll -= bytes;
    return true;
  };
  return (request, isStranger) => {
    let left = isStranger ? MOST_DISCARDED_OF_STRANGERS : MOST_DISCARDED;
    request.on('data', ({ length }: Buffer) => {
      left -= length;
      if (left < 0 || (isStranger && !takeFromAll(length))) request.socket.destroy();
    });
  };
}

/**
 * Begins at most `most` requests of one connection at a time; the others wait for an answer to be sent. A client that
 * sends without reading then costs no more than these few answers.
 */
export function limitAnswersInFlight(app: FastifyInstance, most: number): void {
  const lines = new WeakMap<Socket, Line>();
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw;
    const line = lines.get(socket) ?? { running: 0, waiting: [] };
    lines.set(socket, line);
    const begin = () => {
      line.running += 1;
      done();
    };
    whenOver(reply, () => {
      line.running -= 1;
      if (!socket.destroyed) line.waiting.shift()?.();
    });
    if (line.running < most) begin();
    else line.waiting.push(begin);
  });
}
