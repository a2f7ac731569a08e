import { type TObject, Type } from 'typebox';
import { MOST_REFUSED_ITEMS, type RefusalCode, type RequestPart, refuse } from '../../core/refusal.ts';
import { refusalBody, STATUS } from '../http/answers.ts';

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

const PART = {
  param: Type.String({
    description: 'The part of the request that is meant, such as `[2].timestamp`: counted from 0.',
  }),
  value: Type.Optional(
    Type.String({
      description: 'Its value as it was sent, cut after 60 characters; what cannot be seen is written `<U+202E>`.',
    }),
  ),
};

/** What an error looks like, whatever its code. */
const MEMBERS = {
  error: Type.Unsafe<RefusalCode>({
    type: 'string',
    enum: Object.keys(STATUS),
    description: 'What went wrong, for programs.',
  }),
  detail: Type.String({ description: 'One sentence that helps the sender of the request.' }),
  param: Type.Optional(PART.param),
  value: PART.value,
  items: Type.Optional(
    Type.Array(
      Type.Object(
        { ...PART, detail: Type.String({ description: 'What is wrong with the item, in one sentence.' }) },
        { title: 'RefusedItem', description: 'A bad item of a list.' },
      ),
      {
        maxItems: MOST_REFUSED_ITEMS,
        description:
          'Every bad item of a list, each with the first thing that is wrong with it; the first 1,000 of more.',
      },
    ),
  ),
  docs: Type.String({ description: 'Where the code is explained, on this server.' }),
};

/** The shape of an error with one of these codes. The document has one schema for all of them. */
function refusalShape([code, ...others]: readonly RefusalCode[]): TObject {
  if (code === undefined) throw new Error('a refusal without a code');
  return Type.Object(MEMBERS, {
    title: 'Error',
    description: 'Why a request was refused.',
    'x-response-description': [code, ...others].join(' or '),
    examples: [JSON.parse(refusalBody(refuse(code, ...EXAMPLES[code])))],
  });
}

const EXAMPLES: Readonly<Record<RefusalCode, readonly [detail: string, at?: RequestPart]>> = {
  INVALID_DATA: ['limit must be at most 500', { param: 'limit', value: 1_000 }],
  MISSING_AUTH: ['send your key in the Authorization header'],
  INVALID_KEY: ['the key in the Authorization header is not in force'],
  INVALID_CUSTOMER: ['no customer has this number'],
  INVALID_CUSTOMER_EMAIL: ['the customer with this number has another email address'],
  NOT_FOUND: ['there is nothing at this address'],
  METHOD_NOT_ALLOWED: ['this address takes GET or HEAD'],
  REQUEST_TIMEOUT: ['the request took too long to arrive'],
  PAYLOAD_TOO_LARGE: ['the body is too large; split it into smaller batches'],
  UNSUPPORTED_ENCODING: ['send the body without a Content-Encoding'],
  EXPECTATION_FAILED: ['the only expectation that is met is 100-continue'],
  RATE_LIMITED: ['too many requests with this key; wait as long as Retry-After says'],
  HEADERS_TOO_LARGE: ['the headers are too large'],
  INTERNAL: ['something went wrong on our side; nothing is known to be stored'],
  UNAVAILABLE: ['the database cannot be reached; send this again in a moment'],
};
