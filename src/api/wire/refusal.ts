import { type TObject, Type } from 'typebox';
import type { RefusalCode } from '../../core/refusal.ts';
import { STATUS } from '../http/wire.ts';

/** What any endpoint that takes a key may answer besides its own. */
const ANYWHERE: readonly RefusalCode[] = [
  'MISSING_AUTH',
  'INVALID_KEY',
  'UNSUPPORTED_ENCODING',
  'RATE_LIMITED',
  'INTERNAL',
  'UNAVAILABLE',
];
/** What any endpoint may answer besides that takes a body. */
export const WITH_A_BODY: readonly RefusalCode[] = ['INVALID_DATA', 'REQUEST_TIMEOUT', 'PAYLOAD_TOO_LARGE'];

/** The shapes of an endpoint's refusals, by HTTP status: the codes it names, and those of every endpoint with a key. */
export function refusals(...codes: readonly RefusalCode[]): Record<number, TObject> {
  return refusalShapes([...codes, ...ANYWHERE]);
}

/** The shapes of these refusals alone. */
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
      detail: Type.String({ description: 'One sentence that helps whoever sent the request.' }),
    },
    { description: codes.join(' or ') },
  );
}
