import { NoticeShape } from './shapes/notice.ts';

const header = (name: string, description: string, example: string) => ({
  name,
  in: 'header' as const,
  required: true,
  description,
  schema: { type: 'string' as const },
  example,
});

/** What is sent to the endpoints of work providers, for the document. Source: the Standard Webhooks specification. */
export const WEB_HOOKS = {
  notice: {
    post: {
      operationId: 'receiveNotice',
      tags: ['Web hooks'],
      summary: 'A notice to your endpoint',
      description:
        'Posted to each of your endpoints that takes its type, signed, and again for a day until it is answered with a 2xx. The same notice may come more than once, always under the same `webhook-id`.',
      security: [],
      parameters: [
        header('webhook-id', 'The same whenever the same notice is sent again.', 'msg_2VtYc0dQ1nKp5sTtUuVvWw'),
        header('webhook-timestamp', 'When this was sent, in whole seconds since 1970.', '1772438400'),
        header(
          'webhook-signature',
          'HMAC-SHA256 over `id.timestamp.body`, in base64 after `v1,`; several while a secret is being rotated.',
          'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
        ),
      ],
      requestBody: { required: true, content: { 'application/json': { schema: NoticeShape } } },
      responses: {
        '204': { description: 'You have it.' },
        '410': { description: 'You want no more: the endpoint is paused.' },
      },
    },
  },
};
