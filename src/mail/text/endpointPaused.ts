import type { MailText } from './mailText.ts';

/** For an engineer of a work provider, who reads English like all documents for them. */
export function endpointPaused(insurer: string, url: string, gone: boolean): MailText {
  return {
    subject: `${insurer}: a web hook endpoint is paused`,
    before: [
      gone
        ? `The endpoint ${url} answered 410, which says that it wants nothing more. So it is paused.`
        : `Nothing could be delivered to the endpoint ${url} for a day. So it is paused.`,
      'What it misses meanwhile is kept for 30 days.',
    ],
    after: [
      'Its deliveries, each with its attempts, are at GET /v1/deliveries. When it works again, resume it with PATCH /v1/endpoints/{id} and {"paused": false}: what was held is then sent.',
    ],
  };
}
