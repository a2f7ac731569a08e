import type { FastifyContextConfig, FastifyReply } from 'fastify';
import type { PageContext } from '../context.ts';
import { words } from '../text/text.ts';

type Limits = Pick<PageContext, 'formsPerMinute' | 'linksPerMinute'>;

/** For forms that someone could send again and again: so many a minute for each address. */
export function limited({ formsPerMinute }: Limits): FastifyContextConfig {
  return { rateLimit: { max: formsPerMinute, timeWindow: '1 minute' } };
}

/** For links, which tell whether an email is known; many couriers share the address of one mobile carrier. */
export function limitedLinks({ linksPerMinute }: Limits): FastifyContextConfig {
  return { rateLimit: { max: linksPerMinute, timeWindow: '1 minute' } };
}

/** Too many tries, to say beside a form's field. */
export function tooMany(retryAfterSeconds: number): string {
  return words.faults.tooMany(Math.ceil(retryAfterSeconds / 60));
}

/** The same, and for programs in Retry-After. */
export function askToWait(reply: FastifyReply, { retryAfterSeconds }: { readonly retryAfterSeconds: number }): string {
  void reply.header('Retry-After', retryAfterSeconds);
  return tooMany(retryAfterSeconds);
}
