/**
 * Why a request is not accepted. `detail` is one sentence that helps the sender. `at` is the part of the request that
 * is meant, where there is one.
 */
export type Refusal = {
  readonly tag: 'refused';
  readonly code: RefusalCode;
  readonly detail: string;
  readonly at?: RequestPart | undefined;
  /** Every bad item of a list, at most MOST_REFUSED_ITEMS of them. `detail` and `at` are of the first. */
  readonly items?: readonly RefusedItem[];
};

/** A bad item of a list. `detail` does not say which item: `param` does. */
type RefusedItem = RequestPart & { readonly detail: string };

/** Bounds how long an answer is, and how long a bad list is read. */
export const MOST_REFUSED_ITEMS = 1_000;

/** A part of a request: its path, such as `[2].timestamp` with items counted from 0, and its value as it was sent. */
export type RequestPart = { readonly param: string; readonly value?: unknown };

/** The contract's codes and those it lacks (docs/errors.md lists them with their HTTP status). */
export type RefusalCode =
  | 'MISSING_AUTH'
  | 'INVALID_KEY'
  | 'INVALID_DATA'
  | 'INVALID_CUSTOMER'
  | 'INVALID_CUSTOMER_EMAIL'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_ENCODING'
  | 'EXPECTATION_FAILED'
  | 'HEADERS_TOO_LARGE'
  | 'REQUEST_TIMEOUT'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'INTERNAL';

export function refuse(code: RefusalCode, detail: string, at?: RequestPart): Refusal {
  return at ? { tag: 'refused', code, detail, at } : { tag: 'refused', code, detail };
}
