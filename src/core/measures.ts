/** What is measured of the work on the data of one mode. Each function is called when a piece of work has ended. */
export type Measures = {
  /** One write to the log; `durable`: its events were acknowledged. */
  appended(write: { readonly events: number; readonly seconds: number; readonly durable: boolean }): void;
  /** A request was turned away because too much waited. */
  turnedAway(): void;
  /** One step of settling. */
  settled(step: { readonly events: number; readonly seconds: number }): void;
  /** One attempt at a delivery. */
  attempted(outcome: 'delivered' | 'failed'): void;
};

/** Measures nothing. */
export const NO_MEASURES: Measures = {
  appended: () => {},
  turnedAway: () => {},
  settled: () => {},
  attempted: () => {},
};

/** One answer of the HTTP server. `route`: its pattern, or `none`. */
export type Answered = {
  readonly mode: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
};
