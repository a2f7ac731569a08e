/** What is measured of the work on the data of one mode. Each function is called when a piece of work has ended. */
export type Measures = {
  /** One write to the log of entries of requests, whose ids are the receipts; `durable`: they were acknowledged. */
  appended(write: {
    readonly entries: readonly { readonly receipt: string }[];
    readonly seconds: number;
    readonly durable: boolean;
  }): void;
  /** A request was turned away because too much waited. */
  turnedAway(): void;
  /** One step of settling. */
  settled(step: { readonly events: number; readonly seconds: number }): void;
  /** One attempt at a delivery. */
  attempted(attempt: { readonly outcome: 'delivered' | 'failed'; readonly seconds: number }): void;
};

/** Measures with all of them; with none, nothing is measured. */
export function together(all: readonly Measures[]): Measures {
  return {
    appended: (write) => all.forEach((each) => each.appended(write)),
    turnedAway: () => all.forEach((each) => each.turnedAway()),
    settled: (step) => all.forEach((each) => each.settled(step)),
    attempted: (attempt) => all.forEach((each) => each.attempted(attempt)),
  };
}

/** A request that the HTTP server has begun to read. `traceparent`: the header, as it was sent. */
export type Arrived = { readonly id: string; readonly traceparent: string | undefined };

/** One answer of the HTTP server. `id`: of the request. `route`: its pattern, or `none`. */
export type Answered = {
  readonly id: string;
  readonly mode: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
};

/** Measures nothing. */
export const NO_MEASURES: Measures = together([]);
