import { IntroductionShape, NamedShape } from '../wire/introduction.ts';
import { NoticeShape } from '../wire/notice.ts';

const header = (name: string, description: string, example: string) => ({
  name,
  in: 'header' as const,
  required: true,
  description,
  schema: { type: 'string' as const },
  example,
});

/** How anything that is sent is signed. Source: the Standard Webhooks specification. */
const SIGNED = (id: string) => [
  header('webhook-id', 'The same whenever the same is sent again.', id),
  header('webhook-timestamp', 'When this was sent, in whole seconds since 1970.', '1772438400'),
  header(
    'webhook-signature',
    'HMAC-SHA256 over `id.timestamp.body`, in base64 after `v1,`; several while a secret is being rotated.',
    'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  ),
];

/** What is sent to work providers, for the document. */
export const WEB_HOOKS = {
  notice: {
    post: {
      operationId: 'receiveNotice',
      tags: ['Web hooks'],
      summary: 'A notice to your endpoint',
      description:
        'Posted to each of your endpoints that takes its type, signed, and again for a day until it is answered with a 2xx. The same notice may come more than once, always under the same `webhook-id`.',
      security: [],
      parameters: SIGNED('msg_2VtYc0dQ1nKp5sTtUuVvWw'),
      requestBody: { required: true, content: { 'application/json': { schema: NoticeShape } } },
      responses: {
        '204': { description: 'You have it.' },
        '410': { description: 'You want no more: the endpoint is paused.' },
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
      parameters: SIGNED('int_9xKcR2mJ0sTqPfVwYbA3Lg'),
      requestBody: { required: true, content: { 'application/json': { schema: IntroductionShape } } },
      responses: {
        '200': { description: 'You know them by this.', content: { 'application/json': { schema: NamedShape } } },
        '204': { description: 'You have it.' },
        '404': { description: 'You do not know this driver: they are told so.' },
      },
    },
  },
};
