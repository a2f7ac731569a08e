import { type TObject, Type } from 'typebox';
import type { RefusalCode } from '../../core/refusal.ts';
import { STATUS } from '../http/answers.ts';

/** The codes of every endpoint that takes a key. */
const ALWAYS: readonly RefusalCode[] = [
  'MISSING_AUTH',
  'INVALID_KEY',
  'UNSUPPORTED_ENCODING',
  'RATE_LIMITED',
  'INTERNAL',
  'UNAVAILABLE',
];
/** The codes of every endpoint that takes a body. */
export const WITH_A_BODY: readonly RefusalCode[] = ['INVALID_DATA', 'REQUEST_TIMEOUT', 'PAYLOAD_TOO_LARGE'];

/** The shapes of an endpoint's refusals by HTTP status: of `codes`, and of those that every endpoint with a key has. */
export function refusals(...codes: readonly RefusalCode[]): Record<number, TObject> {
  return refusalShapes([...codes, ...ALWAYS]);
}

/** The shapes of refusals with these codes alone, by HTTP status. */
export function refusalShapes(codes: readonly RefusalCode[]): Record<number, TObject> {
  const byStatus = Map.groupBy(new Set(codes), (code) => STATUS[code]);
  return Object.fromEntries([...byStatus].map(([status, same]) => [status, refusalShape(same)]));
}

function refusalShape(codes: readonly RefusalCode[]): TObject {
  return Type.Object(
    {
      error: Type.Unsafe<RefusalCode>({
        type: 'string',
        enum: [...codes],
        description: 'What went wrong, for programs.',
      }),
      detail: Type.String({ description: 'One sentence that helps the sender of the request.' }),
      param: Type.Optional(
        Type.String({
          description: 'The part of the request that is meant; items are counted from 0.',
          examples: ['[2].timestamp'],
        }),
      ),
      value: Type.Optional(
        Type.String({
          description: 'Its value as it was sent, cut after 60 characters; what cannot be seen is written `\\u{202e}`.',
          examples: ['30/02/2026 08:00'],
        }),
      ),
      docs: Type.String({ description: 'Where this code is explained, on this server.', examples: ['/docs/errors'] }),
    },
    { description: codes.join(' or ') },
  );
}
