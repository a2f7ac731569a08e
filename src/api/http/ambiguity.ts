import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { sendRefusal } from './answers.ts';

const ONCE_AT_MOST = ['authorization', 'host', 'content-type', 'expect'];

/**
 * Refuses what two programs on the way may read in two ways, before anything is done for it: headers given twice,
 * HTTP/1.0 with Transfer-Encoding, HTTP/1.1 without Host, and an expectation other than 100-continue. Node's own answers
 * to the last two have no body, so the server must be built without `requireHostHeader`.
 */
export function refuseAmbiguity(app: FastifyInstance): void {
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  app.addHook('onRequest', (request, reply, done) => {
    const refusal = ambiguityOf(request);
    if (!refusal) return done();
    void sendRefusal(reply.header('Connection', 'close'), refusal);
  });
}

function ambiguityOf({ raw }: FastifyRequest): Refusal | undefined {
  const twice = headerGivenTwice(raw.rawHeaders);
  if (twice !== undefined) return refuse('INVALID_DATA', `the header ${twice} is given twice`);
  const { httpVersion, headers } = raw;
  if (httpVersion === '1.0' && headers['transfer-encoding'] !== undefined)
    return refuse('INVALID_DATA', 'HTTP/1.0 has no Transfer-Encoding; send HTTP/1.1 or a Content-Length');
  if (httpVersion === '1.1' && headers.host === undefined) return refuse('INVALID_DATA', 'the header Host is missing');
  if (headers.expect !== undefined && !expectsContinue(headers.expect))
    return refuse('EXPECTATION_FAILED', 'the only expectation that is met is 100-continue');
  return undefined;
}

/** `rawHeaders`: names and values by turns. */
function headerGivenTwice(rawHeaders: readonly string[]): string | undefined {
  const seen: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] as string).toLowerCase();
    if (!ONCE_AT_MOST.includes(name)) continue;
    if (seen.includes(name)) return name;
    seen.push(name);
  }
  return undefined;
}

function expectsContinue(expect: string): boolean {
  return expect.toLowerCase() === '100-continue';
}

/**
 * Sends `100 Continue` only once a request was let pass by every check that does not need its body. Its connection is
 * closed when it was refused: the client may or may not send the body then. Call it after all other hooks.
 */
export function continueWhenChecked(app: FastifyInstance): void {
  app.server.on('checkContinue', (request, response) => app.server.emit('request', request, response));
  app.addHook('onRequest', (request, reply, done) => {
    if (request.headers.expect !== undefined) void reply.header('Connection', 'close');
    done();
  });
  app.addHook('preParsing', (request, reply, _payload, done) => {
    if (request.headers.expect !== undefined && fits(request)) {
      void reply.removeHeader('Connection');
      reply.raw.writeContinue();
    }
    done();
  });
}

function fits({ headers, routeOptions }: FastifyRequest): boolean {
  return Number(headers['content-length'] ?? 0) <= (routeOptions.bodyLimit ?? 0);
}
