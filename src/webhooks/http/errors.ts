/** The text for unknown and for private hosts is the same, so that internal names cannot be probed. */
export const NO_PUBLIC_ADDRESS = 'no address on the open internet is known for this host';

/** Thrown when a host name leads to an address that only our own network can reach. */
export class ForbiddenAddressError extends Error {}

const MESSAGES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut off',
  EPIPE: 'the connection was cut off',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the host cannot be reached',
  ETIMEDOUT: 'the host did not answer',
  ENOTFOUND: NO_PUBLIC_ADDRESS,
  ENODATA: NO_PUBLIC_ADDRESS,
  EAI_AGAIN: 'the host could not be looked up just now',
  HPE_HEADER_OVERFLOW: "the answer's headers are too large",
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
  if (code in MESSAGES) return MESSAGES[code] as string;
  if (code.startsWith('HPE_')) return 'what came back is not HTTP';
  return `the request failed${code ? ` (${code})` : ''}`;
}
