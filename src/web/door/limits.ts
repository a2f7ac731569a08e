import type { FastifyContextConfig } from 'fastify';
import type { Front } from '../front.ts';

type Limits = Pick<Front, 'formsPerMinute' | 'linksPerMinute'>;

/** For forms that someone could send again and again: so many a minute for each address. */
export function limited({ formsPerMinute }: Limits): FastifyContextConfig {
  return { rateLimit: { max: formsPerMinute, timeWindow: '1 minute' } };
}

/** For links, which tell whether an email is known; many couriers share the address of one mobile carrier. */
export function limitedLinks({ linksPerMinute }: Limits): FastifyContextConfig {
  return { rateLimit: { max: linksPerMinute, timeWindow: '1 minute' } };
}
