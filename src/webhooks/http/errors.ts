/** Said of a name that is not known at all as well: nobody learns from us which names there are on our own network. */
export const NO_PUBLIC_ADDRESS = 'no address on the open internet is known for this host';

/** A name that leads to an address nobody but us should reach. */
export class RefusedPlace extends Error {}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut off',
  EPIPE: 'the connection was cut off',
  UND_ERR_SOCKET: 'the connection was cut off before the answer was complete',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the host cannot be reached',
  ETIMEDOUT: 'the host did not answer',
  UND_ERR_CONNECT_TIMEOUT: 'the host did not answer',
  ENOTFOUND: NO_PUBLIC_ADDRESS,
  ENODATA: NO_PUBLIC_ADDRESS,
  EAI_AGAIN: 'the host could not be looked up just now',
  UND_ERR_HEADERS_OVERFLOW: "the answer's headers are too large",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer is not as long as it says',
};

/** Why a request got no whole answer, for the people at the other end: nothing in it is about our own network. */
export function errorInWords(fault: unknown, timeoutMs: number): string {
  if (!(fault instanceof Error)) return 'the request failed';
  if (fault instanceof RefusedPlace) return fault.message;
  if (fault.name === 'TimeoutError') return `there was no whole answer within ${timeoutMs / 1000} s`;
  const code = 'code' in fault && typeof fault.code === 'string' ? fault.code : '';
  const inside = fault instanceof AggregateError ? fault.errors[0] : fault.cause;
  if (inside instanceof Error && !(code in WORDS)) return errorInWords(inside, timeoutMs);
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH)/.test(code)) {
    return `the certificate or TLS of the host is not in order (${code})`;
  }
  if (fault.name === 'HTTPParserError') return 'what came back is not HTTP';
  return WORDS[code] ?? `the request failed${code ? ` (${code})` : ''}`;
}
