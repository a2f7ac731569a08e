import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { TooManyRequests } from '../../http/tooMany.ts';
import { isDatabaseError, isTooSlow } from '../../store/postgres/database.ts';
import { refusalBody, STATUS, sendRefusal } from './answers.ts';

/** Thrown for a request that does not fit the schema of its route. */
export class InvalidRequest extends Error {
  readonly statusCode = 400;
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.detail);
    this.refusal = refusal;
  }
}

/**
 * Answers in the form of refusals where no route answers: errors of the framework, bugs, unknown paths and methods.
 * `onError` gets what is answered by a status from 500 on.
 */
export function answerErrors(app: FastifyInstance, onError: (error: unknown, requestId: string) => void): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = refusalFor(error);
    if (STATUS[refusal.code] >= 500) onError(error, request.id);
    // Without this Fastify closes the connection, and a client that is still sending sees a reset instead of the
    // answer. One that waits for 100 Continue sends nothing, so its connection is closed.
    if (request.headers.expect === undefined) void reply.removeHeader('connection');
    return sendRefusal(reply, refusal);
  });
  // A hook, because the handler is called only after the body was read.
  app.setNotFoundHandler((_request, reply) => sendRefusal(reply, NOTHING_HERE));
  app.addHook('preParsing', (request, reply, _payload, done) => {
    if (!request.is404) return done();
    const allowed = methodsAt(app, request.url);
    if (allowed.length === 0) return void sendRefusal(reply, NOTHING_HERE);
    void reply.header('Allow', allowed.join(', '));
    void sendRefusal(reply, refuse('METHOD_NOT_ALLOWED', `this address takes ${allowed.join(' or ')}`));
  });
}

const NOTHING_HERE = refuse('NOT_FOUND', 'there is nothing at this address');

/**
 * The status is tested before the cause: Fastify sets one on its own errors, and a connection that a client broke off
 * has the same error code as a lost connection to PostgreSQL.
 */
function refusalFor(error: FastifyError | InvalidRequest | TooManyRequests): Refusal {
  if (error instanceof InvalidRequest) return error.refusal;
  switch (error.statusCode) {
    case 400:
      return refuse('INVALID_DATA', 'the request is not complete or not well-formed');
    case 408:
      return refuse('REQUEST_TIMEOUT', 'the request took too long to arrive');
    case 413:
      return refuse('PAYLOAD_TOO_LARGE', 'the body is too large for this address; send less at a time');
    case 429:
      if (error instanceof TooManyRequests) return refuse('RATE_LIMITED', error.message);
      return refuse('RATE_LIMITED', 'too many requests with this key; wait as long as Retry-After says');
    default:
      if (isTooSlow(error)) return refuse('UNAVAILABLE', 'this took too long; ask for less, or again in a moment');
      return isDatabaseError(error)
        ? refuse('UNAVAILABLE', 'the database cannot be reached; send this again in a moment')
        : refuse('INTERNAL', 'something went wrong on our side; nothing is known to be stored');
  }
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

function methodsAt(app: FastifyInstance, url: string): string[] {
  const path = url.split('?')[0] as string;
  return METHODS.filter((method) => app.findRoute({ method, url: path }) !== null);
}

/**
 * The URL of a request, with the percent signs of a path that cannot be decoded encoded once more: the path then
 * reaches its route literally, which refuses it by its own rules.
 */
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

/** Answers what the router cannot read. */
export function answerUnreadable(_error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  void sendRefusal(reply, refuse('INVALID_DATA', 'the address is not well-formed'));
}

/** Answers what is not HTTP or exceeds its limits, and closes the connection. There is no request to reply to. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const refusal = brokenRequest(error.code);
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
