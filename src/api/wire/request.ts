import { type Static, Type } from 'typebox';
import { idPath, instantShape, nullable } from './page.ts';
import { refusals } from './refusal.ts';

const ID = '019cb1d2-7e4b-7c11-9d0e-2b6f2c3d4e5f';

const RequestShape = Type.Object(
  {
    id: Type.String({ description: 'The `Request-Id` of its answer.', examples: [ID] }),
    receivedAt: instantShape('When it came.'),
    result: Type.Unsafe<'stored' | 'refused'>({
      type: 'string',
      enum: ['stored', 'refused'],
      description: 'Whether it brought events, or was refused.',
    }),
    events: Type.Integer({
      description: 'How many events it brought; `GET /v1/events?receipt=` lists them.',
      examples: [1],
    }),
    refusal: nullable(
      Type.Object(
        {
          endpoint: Type.String({ description: 'What was asked.', examples: ['POST /v1/batch/login'] }),
          status: Type.Integer({ description: 'The HTTP status of the answer.', examples: [400] }),
          code: Type.String({ description: 'Its `error`.', examples: ['INVALID_DATA'] }),
          detail: Type.String({ description: 'Its `detail`.', examples: ['item 3: timestamp is missing'] }),
          param: nullable(Type.String({ description: 'Its `param`.', examples: ['[2].timestamp'] })),
          bodySha256: nullable(
            Type.String({
              description: 'The SHA-256 of the body in hex, to find it on your side: the body itself is not stored.',
              examples: ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
            }),
          ),
        },
        { title: 'RefusedRequest', description: 'Why it was refused.' },
      ),
      [null],
    ),
  },
  { title: 'Request', description: 'What became of a request.' },
);
export type RequestJson = Static<typeof RequestShape>;

export const GET_REQUEST = {
  operationId: 'getRequest',
  tags: ['Events'],
  summary: 'What became of a request',
  description:
    'Of one that brought events, or of one that was refused in the last 30 days. Requests over a limit are not stored, and at most 500 refused ones a day and key.',
  params: idPath('request', ID),
  response: { 200: RequestShape, ...refusals('NOT_FOUND') },
};
