import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal, RefusalCode, RequestPart } from '../../core/refusal.ts';
import { shownValue } from './shownValue.ts';

/** The HTTP status of each refusal. */
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
  EXPECTATION_FAILED: 417,
  RATE_LIMITED: 429,
  HEADERS_TOO_LARGE: 431,
  INTERNAL: 500,
  UNAVAILABLE: 503,
};

const RETRY_AFTER_SECONDS = 1;
const JSON_TYPE = 'application/json; charset=utf-8';
const PENDING = '{"status":"PENDING"}';

/**
 * The body of every error answer: `{"error","detail","param","value","items","docs"}`; `param` and `value` where a part of
 * the request is meant, `items` where a list has bad items. `docs` is an address on this server.
 */
export function refusalBody({ code, detail, at, items }: Refusal): string {
  return JSON.stringify({
    error: code,
    detail,
    ...(at && shownPart(at)),
    ...(items && { items: items.map((item) => ({ ...shownPart(item), detail: item.detail })) }),
    docs: `/docs/errors#${code.toLowerCase()}`,
  });
}

function shownPart({ param, value }: RequestPart): { readonly param: string; readonly value?: string } {
  return value === undefined ? { param } : { param, value: shownValue(value) };
}

const refusals = new WeakMap<FastifyRequest, Refusal>();

/** The refusal that a request was answered with; undefined when it was not refused. */
export function refusalOf(request: FastifyRequest): Refusal | undefined {
  return refusals.get(request);
}

/** Records the refusal of a request, for the log and for who looks the request up. */
export function recordRefusal(request: FastifyRequest, refusal: Refusal): void {
  refusals.set(request, refusal);
}

/** Answers with a refusal and its status; a 503 carries Retry-After. */
export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  recordRefusal(reply.request, refusal);
  const status = STATUS[refusal.code];
  if (status === 503) void reply.header('Retry-After', RETRY_AFTER_SECONDS);
  return reply.code(status).header('Content-Type', JSON_TYPE).send(refusalBody(refusal));
}

/** Answers 202 `{"status":"PENDING"}`. Source: the contract, to the byte. */
export function sendPending(reply: FastifyReply): FastifyReply {
  return reply.code(202).header('Content-Type', JSON_TYPE).send(PENDING);
}
