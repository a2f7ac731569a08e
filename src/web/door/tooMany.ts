import type { FastifyReply } from 'fastify';
import { words } from '../words/words.ts';

/** Too many tries, to say beside a form's field. */
export function tooMany(retryAfterSeconds: number): string {
  return words.faults.tooMany(Math.ceil(retryAfterSeconds / 60));
}

/** The same, and for programs in Retry-After. */
export function askToWait(reply: FastifyReply, { retryAfterSeconds }: { readonly retryAfterSeconds: number }): string {
  void reply.header('Retry-After', retryAfterSeconds);
  return tooMany(retryAfterSeconds);
}
