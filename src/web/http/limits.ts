import type { FastifyContextConfig, FastifyReply } from 'fastify';
import type { PageContext } from '../context.ts';
import { texts } from '../text/texts.ts';

type Limits = Pick<PageContext, 'formsPerMinute' | 'linksPerMinute'>;

/** Route configuration that limits how many forms one address posts. */
export function formLimit({ formsPerMinute }: Limits): FastifyContextConfig {
  return { rateLimit: { max: formsPerMinute, timeWindow: '1 minute' } };
}

/**
 * Route configuration that limits how many links one address opens: where a link leads shows whether its email has an
 * account. The limit is high because many couriers share the address of one mobile carrier.
 */
export function linkLimit({ linksPerMinute }: Limits): FastifyContextConfig {
  return { rateLimit: { max: linksPerMinute, timeWindow: '1 minute' } };
}

/** Sets the status 429 and Retry-After, and returns the error to show at a form field. */
export function tooManyAttempts(
  reply: FastifyReply,
  { retryAfterSeconds }: { readonly retryAfterSeconds: number },
): string {
  void reply.code(429).header('Retry-After', retryAfterSeconds);
  return texts().form.errors.tooMany(Math.ceil(retryAfterSeconds / 60));
}
