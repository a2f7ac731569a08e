import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { isDatabaseError, isTooSlow } from '../../store/postgres/database.ts';
import { refusalBody, STATUS, sendRefusal } from './wire.ts';

/** A request that its endpoint's schema refuses: `message` is the sentence for whoever sent it. */
export class InvalidRequest extends Error {
  readonly statusCode = 400;
}

/** Gives every answer that no route gives the same form: framework errors, bugs, unknown paths and methods. */
export function answerErrors(app: FastifyInstance, onFault: (fault: unknown, requestId: string) => void): void {
  app.setErrorHandler((fault: FastifyError, request, reply) => {
    const refusal = refusalFor(fault);
    if (STATUS[refusal.code] >= 500) onFault(fault, request.id);
    // Fastify would hang up, and a client that is still sending would see a reset instead of this answer.
    void reply.removeHeader('connection');
    return sendRefusal(reply, refusal);
  });
  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsAt(app, request.url);
    if (allowed.length === 0) return sendRefusal(reply, refuse('NOT_FOUND', 'there is nothing at this address'));
    void reply.header('Allow', allowed.join(', '));
    return sendRefusal(reply, refuse('METHOD_NOT_ALLOWED', `this address takes ${allowed.join(' or ')}`));
  });
}

/** Fastify gives its own faults a status; a connection that a client broke off looks like one to PostgreSQL otherwise. */
function refusalFor(fault: FastifyError | InvalidRequest): Refusal {
  if (fault instanceof InvalidRequest) return refuse('INVALID_DATA', fault.message);
  switch (fault.statusCode) {
    case 400:
      return refuse('INVALID_DATA', 'the request is not complete or not well-formed');
    case 408:
      return refuse('REQUEST_TIMEOUT', 'the request took too long to arrive');
    case 413:
      return refuse('PAYLOAD_TOO_LARGE', 'the body is too large; split it into smaller batches');
    case 429:
      return refuse('RATE_LIMITED', 'too many requests with this key; wait as long as Retry-After says');
    default:
      if (isTooSlow(fault)) return refuse('UNAVAILABLE', 'this took too long; ask for less, or again in a moment');
      return isDatabaseError(fault)
        ? refuse('UNAVAILABLE', 'the database cannot be reached; send this again in a moment')
        : refuse('INTERNAL', 'something went wrong on our side; nothing is known to be stored');
  }
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

function methodsAt(app: FastifyInstance, url: string): string[] {
  const path = url.split('?')[0] as string;
  return METHODS.filter((method) => app.findRoute({ method, url: path }) !== null);
}

/** Paths that cannot be decoded are taken as they stand, so that the route they lead to can refuse them by its own rules. */
export function readableUrl(request: IncomingMessage): string {
  const url = request.url ?? '/';
  if (!url.includes('%')) return url;
  const [path = '', ...query] = url.split('?');
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return [path.replaceAll('%', '%25'), ...query].join('?');
  }
}

/** What the router itself cannot read. */
export function answerUnreadable(_fault: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  void sendRefusal(reply, refuse('INVALID_DATA', 'the address is not well-formed'));
}

/** What is no HTTP at all, or breaks its limits, before there is a request to answer. */
export function answerBrokenRequest(fault: Error & { code?: string }, socket: Socket): void {
  if (fault.code === 'ECONNRESET' || !socket.writable) return;
  const refusal = brokenRequest(fault.code);
  const body = refusalBody(refusal);
  const head = [
    `HTTP/1.1 ${STATUS[refusal.code]} ${refusal.code}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function brokenRequest(code: string | undefined): Refusal {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return refuse('HEADERS_TOO_LARGE', 'the headers are too large');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return refuse('REQUEST_TIMEOUT', 'the request took too long to arrive');
    default:
      return refuse('INVALID_DATA', 'this is not a well-formed HTTP request');
  }
}
