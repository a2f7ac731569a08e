import { isUtf8 } from 'node:buffer';
import type { FastifyReply } from 'fastify';
import { type Refusal, type RefusalCode, refuse } from '../../core/refusal.ts';

/** The one place that ties a refusal to its HTTP status. */
export const STATUS: Readonly<Record<RefusalCode, number>> = {
  INVALID_DATA: 400,
  MISSING_AUTH: 401,
  INVALID_KEY: 401,
  NOT_FOUND: 404,
  INVALID_CUSTOMER: 404,
  INVALID_CUSTOMER_EMAIL: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_ENCODING: 415,
  RATE_LIMITED: 429,
  HEADERS_TOO_LARGE: 431,
  INTERNAL: 500,
  UNAVAILABLE: 503,
};

const RETRY_AFTER_SECONDS = 1;
const JSON_TYPE = 'application/json; charset=utf-8';
const PENDING = '{"status":"PENDING"}';

/** The body of every error answer. */
export function refusalBody({ code, detail }: Refusal): string {
  return JSON.stringify({ error: code, detail });
}

export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const status = STATUS[refusal.code];
  if (status === 503) void reply.header('Retry-After', RETRY_AFTER_SECONDS);
  return reply.code(status).header('Content-Type', JSON_TYPE).send(refusalBody(refusal));
}

/** The contract's 202, to the byte. */
export function sendPending(reply: FastifyReply): FastifyReply {
  return reply.code(202).header('Content-Type', JSON_TYPE).send(PENDING);
}

/** A body is JSON in UTF-8 whatever its Content-Type says: the contract's own sample sends none. */
export function readJson(body: unknown): { readonly tag: 'json'; readonly value: unknown } | Refusal {
  if (!Buffer.isBuffer(body) || body.length === 0) return refuse('INVALID_DATA', 'the body is empty; send JSON');
  if (!isUtf8(body)) return refuse('INVALID_DATA', 'the body is not valid UTF-8');
  if (holdsTooMuch(body))
    return refuse('PAYLOAD_TOO_LARGE', 'the body holds too many values; split it into smaller batches');
  try {
    return { tag: 'json', value: JSON.parse(withoutMark(body.toString('utf8'))) };
  } catch {
    return refuse('INVALID_DATA', 'the body is not valid JSON');
  }
}

/** Eight million brackets would become hundreds of megabytes; the largest honest batch has some 20 values an item. */
const MOST_VALUES = 250_000;
const [QUOTE, BACKSLASH, ...SEPARATORS] = Buffer.from('"\\,[{');

/** Whether there are more values than any batch needs, found without making them. */
function holdsTooMuch(body: Buffer): boolean {
  if (body.length <= MOST_VALUES) return false;
  let values = 0;
  let inString = false;
  for (let at = 0; at < body.length && values <= MOST_VALUES; at++) {
    const byte = body[at] as number;
    if (byte === QUOTE) inString = !inString;
    else if (inString && byte === BACKSLASH) at++;
    else if (!inString && SEPARATORS.includes(byte)) values++;
  }
  return values > MOST_VALUES;
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
