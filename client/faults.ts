/** Everything that this client throws by itself, but for a TypeError when it is called with what makes no sense. */
export abstract class Fault extends Error {}

/** The server said no: sending the same again would not help. */
export class Refused extends Fault {
  override readonly name = 'Refused';
  readonly status: number;
  /** What went wrong, for programs, such as `INVALID_DATA`; `UNEXPECTED` when it was no answer of this API. */
  readonly code: string;
  /** The same for people. */
  readonly detail: string;
  /** Quote it when you ask about the request. */
  readonly requestId: string | undefined;

  constructor(status: number, code: string, detail: string, requestId: string | undefined) {
    super(`${code}: ${detail}`);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.requestId = requestId;
  }
}

/** No answer that settles the matter came in time. `cause` is the last thing that stood in the way: a `Refused`, or a fault of the network. */
export class Unreachable extends Fault {
  override readonly name = 'Unreachable';
}

/** Some reports are not known to be stored. Sending them again is always safe: what is stored already counts once. */
export class NotStored<Report> extends Fault {
  override readonly name = 'NotStored';
  readonly reports: readonly Report[];
  /** Of those that are stored. */
  readonly receipts: readonly string[];

  constructor(reports: readonly Report[], receipts: readonly string[], cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${reports.length} reports are not known to be stored: ${why}`, { cause });
    this.reports = reports;
    this.receipts = receipts;
  }
}

/** Whoever sent this web hook does not have the secret, or sent it too long ago: do not believe a word of it. */
export class NotGenuine extends Fault {
  override readonly name = 'NotGenuine';
}
