import type { FastifyReply } from 'fastify';

/** Thrown for a request beyond a limit. The answer is 429; `message` is one sentence that says what to do. */
export class TooManyRequests extends Error {
  readonly statusCode = 429;
}

/** Sets Retry-After, and returns the error to throw. */
export function tooManyRequests(reply: FastifyReply, retryAfterSeconds: number, message: string): TooManyRequests {
  void reply.header('Retry-After', Math.max(1, retryAfterSeconds));
  return new TooManyRequests(message);
}
