import { Type } from 'typebox';
import type { NoticeType } from '../../core/cover/notice.ts';
import { CustomerNumber, DriverId } from './identifier.ts';
import { NOTICE_TYPES, NoticeShape, SENT_TYPES } from './notice.ts';
import { instantShape } from './page.ts';

const ABOUT = 'What a notice is about.';

/** A type of notice that an endpoint can ask for (docs/web-hooks.md). */
export const NoticeTypeShape = Type.Unsafe<NoticeType>({
  type: 'string',
  enum: [...NOTICE_TYPES],
  description: ABOUT,
  examples: ['shift.started'],
});

/** A type of notice that was sent: `endpoint.tested` only on request. */
export const SentTypeShape = Type.Unsafe<string>({
  type: 'string',
  enum: [...SENT_TYPES],
  description: ABOUT,
  examples: ['shift.started'],
});

const challenge = Type.String({
  description: 'Random; another one each time.',
  examples: ['Qm9VZ2h0IGFuIGlkIQ8Yx0vQ3m1nKp5sTtUuVvWwZ4b'],
});
const ChallengeShape = Type.Object(
  {
    type: Type.Literal('endpoint.challenge'),
    timestamp: instantShape('When it was made.', '2026-03-02T08:00:00.25Z'),
    data: Type.Object({
      endpointId: Type.String({ description: 'The endpoint.', examples: ['end_1yRBdLkarZwZWBEnzU9Phg'] }),
      challenge,
    }),
  },
  { title: 'Challenge', description: 'Asks whether you want web hooks at this URL.' },
);
const ChallengeAnswerShape = Type.Object({ challenge }, { title: 'ChallengeAnswer', description: 'The challenge.' });

const IntroductionShape = Type.Object(
  {
    customerNumber: CustomerNumber,
    email: Type.String({ examples: ['driver@example.com'] }),
    phoneNumber: Type.Optional(Type.String({ examples: ['+44 7700 900123'] })),
  },
  { title: 'Introduction', description: 'Who agreed to share with you.' },
);

const IntroductionAnswerShape = Type.Object(
  { workProviderUserId: DriverId },
  { title: 'IntroductionAnswer', description: 'Your identifier of this driver: it is linked to them.' },
);

const header = (name: string, description: string, example: string) => ({
  name,
  in: 'header' as const,
  required: true,
  description,
  schema: { type: 'string' as const },
  example,
});

/** The headers that sign a web hook. Source: the Standard Webhooks specification. */
const signatureHeaders = (id: string) => [
  header('webhook-id', 'The same whenever the same is sent again.', id),
  header('webhook-timestamp', 'When this was sent, in whole seconds since 1970.', '1772438400'),
  header(
    'webhook-signature',
    'HMAC-SHA256 over `id.timestamp.body`, in base64 after `v1,`; several while a secret is being rotated.',
    'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  ),
];

/** The requests that work providers receive, for the document. */
export const WEB_HOOKS = {
  notice: {
    post: {
      operationId: 'receiveNotice',
      tags: ['Web hooks'],
      summary: 'A notice to your endpoint',
      description:
        'Posted to each of your endpoints that takes its type, signed, and again for a day until it is answered with a 2xx. The same notice may come more than once, always under the same `webhook-id`.',
      security: [],
      parameters: signatureHeaders('msg_2VtYc0dQ1nKp5sTtUuVvWw'),
      requestBody: { required: true, content: { 'application/json': { schema: NoticeShape } } },
      responses: {
        '204': { description: 'You have it.' },
        '410': { description: 'You want no more: the endpoint is paused.' },
      },
    },
  },
  challenge: {
    post: {
      operationId: 'receiveChallenge',
      tags: ['Web hooks'],
      summary: 'A challenge to your endpoint',
      description:
        'Posted to a new endpoint, and to one whose URL was changed, before anything else, when the first notice is due; signed as notices are. Answer with the challenge: nothing else is sent before.',
      security: [],
      parameters: signatureHeaders('chl_8Yx0vQ3m1nKp5sTtUuVvWw'),
      requestBody: { required: true, content: { 'application/json': { schema: ChallengeShape } } },
      responses: {
        '200': {
          description: 'Notices may be sent.',
          content: { 'application/json': { schema: ChallengeAnswerShape } },
        },
      },
    },
  },
  introduction: {
    post: {
      operationId: 'receiveIntroduction',
      tags: ['Web hooks'],
      summary: 'A driver agreed to share with you',
      description:
        'Posted to your sign-up hook, which the insurer sets up, once a driver who agreed to it is linked to you; signed, and again for a day until it is answered with one of these.',
      security: [],
      parameters: signatureHeaders('int_9xKcR2mJ0sTqPfVwYbA3Lg'),
      requestBody: { required: true, content: { 'application/json': { schema: IntroductionShape } } },
      responses: {
        '200': {
          description: 'You know them by this.',
          content: { 'application/json': { schema: IntroductionAnswerShape } },
        },
        '204': { description: 'You have it.' },
        '404': { description: 'You do not know this driver. Their page says so.' },
      },
    },
  },
};
