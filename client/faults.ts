/** The server said no: sending the same again would not help. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  /** What went wrong, for programs, such as `INVALID_DATA`. */
  readonly code: string;
  /** Quote it when you ask about the request. */
  readonly requestId: string | undefined;

  constructor(status: number, code: string, detail: string, requestId: string | undefined) {
    super(`${code}: ${detail}`);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

/** No answer that settles the matter came in time: nothing is known of the request. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Some reports are not known to be stored. Sending them again is always safe: what is stored already counts once. */
export class NotStored<Report> extends Error {
  override readonly name = 'NotStored';
  readonly reports: readonly Report[];

  constructor(reports: readonly Report[], cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${reports.length} reports are not known to be stored: ${why}`, { cause });
    this.reports = reports;
  }
}
