/** What this client throws; besides it, only TypeError for arguments that can never be right. */
export abstract class ShiftcoverError extends Error {}

/** A part of a request and what is wrong with it. `param`: such as `[2].timestamp`. */
export type RefusedItem = { readonly param: string; readonly value?: string; readonly detail: string };

/** The server refused the request. The same request again would be refused again. */
export class Refused extends ShiftcoverError {
  override readonly name = 'Refused';
  readonly status: number;
  /** The reason for programs, such as `INVALID_DATA`; `UNEXPECTED` for an answer that is not this API's. */
  readonly code: string;
  /** The reason for people. */
  readonly detail: string;
  /** Quote it when you ask about the request. */
  readonly requestId: string | undefined;
  /** The part of the request that is meant, such as `[2].timestamp`. */
  readonly param: string | undefined;
  /** Every bad item of a list, at most 1,000; empty where the request is no list. */
  readonly items: readonly RefusedItem[];

  constructor(
    status: number,
    code: string,
    detail: string,
    requestId: string | undefined,
    { param, items = [] }: { readonly param?: string | undefined; readonly items?: readonly RefusedItem[] } = {},
  ) {
    super(`${code}: ${detail}`);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.requestId = requestId;
    this.param = param;
    this.items = items;
  }
}

/**
 * The request was retried for `retryForMs` without success. `cause` is the last failure: a `Refused`, or an error of
 * the network.
 */
export class Unreachable extends ShiftcoverError {
  override readonly name = 'Unreachable';
}

/** Some reports are not known to be stored. Sending them again is always safe: an event that is stored counts once. */
export class NotStored<Report> extends ShiftcoverError {
  override readonly name = 'NotStored';
  /** The reports that are not known to be stored. */
  readonly reports: readonly Report[];
  /** The receipts of those that are stored. */
  readonly receipts: readonly string[];
  /** Those that the server refused: not stored, and not among `reports`. */
  readonly refused: readonly { readonly report: Report; readonly reason: Refused }[];

  constructor(
    reports: readonly Report[],
    { receipts, refused }: Pick<NotStored<Report>, 'receipts' | 'refused'>,
    cause: unknown,
  ) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${reports.length} reports are not known to be stored: ${why}`, { cause });
    this.reports = reports;
    this.receipts = receipts;
    this.refused = refused;
  }
}

/** The web hook is not signed with the secret, or was sent more than five minutes ago. Ignore what it says. */
export class NotGenuine extends ShiftcoverError {
  override readonly name = 'NotGenuine';
}
