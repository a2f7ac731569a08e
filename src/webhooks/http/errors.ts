/** The text for unknown and for private hosts is the same, so that internal names cannot be probed. */
export const NO_PUBLIC_ADDRESS = 'no address on the open internet is known for this host';

/** Thrown when a host name leads to an address that only our own network can reach. */
export class ForbiddenAddressError extends Error {}

const MESSAGES: Readonly<Record<string, string>> = {
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

/** Why a request got no whole answer, in a sentence for the owner of the URL. It reveals nothing of our own network. */
export function errorText(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return 'the request failed';
  if (error instanceof ForbiddenAddressError) return error.message;
  if (error.name === 'TimeoutError') return `there was no whole answer within ${timeoutMs / 1000} s`;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  if (inner instanceof Error && !(code in MESSAGES)) return errorText(inner, timeoutMs);
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH)/.test(code)) {
    return `the certificate or TLS of the host is not in order (${code})`;
  }
  if (error.name === 'HTTPParserError') return 'what came back is not HTTP';
  return MESSAGES[code] ?? `the request failed${code ? ` (${code})` : ''}`;
}
