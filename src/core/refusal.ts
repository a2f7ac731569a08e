/** Why a request is not accepted. `detail` is one sentence that helps the sender. */
export type Refusal = { readonly tag: 'refused'; readonly code: RefusalCode; readonly detail: string };

/** The contract's codes and those it lacks (docs/api.md lists them with their HTTP status). */
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
  | 'HEADERS_TOO_LARGE'
  | 'REQUEST_TIMEOUT'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'INTERNAL';

export function refuse(code: RefusalCode, detail: string): Refusal {
  return { tag: 'refused', code, detail };
}
