import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { sendRefusal } from './answers.ts';
import { countInText, countMembers } from './jsonText.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Sends the refusal of a body that is not JSON, for routes whose refusals have a form of their own. */
    readonly refuseBody?: (reply: FastifyReply, refusal: Refusal) => FastifyReply;
  }
}

/**
 * Reads every body as JSON in UTF-8 before its route checks it. The Content-Type does not matter, because the
 * contract's own sample sends none. An object that has a member twice is refused, because two programs could read it in
 * two ways. A route without a body schema gets the bytes. Call it before the first route.
 */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', (request, _reply, done) => {
    request.raw.headers['content-type'] = 'application/octet-stream';
    done();
  });
  app.addHook('preValidation', replaceByJson);
}

/** Refuses a compressed body before it is read: its size once unpacked has no limit. */
export function refuseEncodings(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity' || encoding === '') return done();
  void sendRefusal(reply, refuse('UNSUPPORTED_ENCODING', 'send the body without a Content-Encoding'));
}

const bodies = new WeakMap<FastifyRequest, Buffer>();

/** The body of a request as it came; undefined without one, and before it was read. */
export function bytesOfBody(request: FastifyRequest): Buffer | undefined {
  return bodies.get(request);
}

function replaceByJson(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { schema, config } = request.routeOptions;
  if (!schema?.body) return done();
  if (Buffer.isBuffer(request.body)) bodies.set(request, request.body);
  const json = readJson(request.body);
  if (json.tag === 'refused') return void (config.refuseBody ?? sendRefusal)(reply, json);
  request.body = json.value;
  done();
}

function readJson(body: unknown): { readonly tag: 'json'; readonly value: unknown } | Refusal {
  if (!Buffer.isBuffer(body) || body.length === 0) return refuse('INVALID_DATA', 'the body is empty; send JSON');
  if (!isUtf8(body)) return refuse('INVALID_DATA', 'the body is not valid UTF-8');
  const counted = countInText(body, MOST_VALUES);
  if (counted.values > MOST_VALUES)
    return refuse('PAYLOAD_TOO_LARGE', 'the body holds too many values; split it into smaller batches');
  try {
    const value: unknown = JSON.parse(withoutByteOrderMark(body.toString('utf8')));
    if (countMembers(value) < counted.members)
      return refuse('INVALID_DATA', 'an object of the body has the same member twice');
    return { tag: 'json', value };
  } catch {
    return refuse('INVALID_DATA', 'the body is not valid JSON');
  }
}

/** Eight million brackets would take hundreds of megabytes; the largest expected batch has some 20 values an item. */
const MOST_VALUES = 250_000;

function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
