import type { Moment } from './moments.ts';

// What the server tells, as it stands on the wire: instants are RFC 3339 in UTC.

export type Outcome =
  | 'pending'
  | 'opened_shift'
  | 'repeated_login'
  | 'ended_shift'
  | 'repeated_logout'
  | 'no_login_before'
  | 'voided'
  | 'set_aside';

/** How a timestamp was read. */
export type Reading = 'offset' | 'local' | 'repeated_earlier' | 'repeated_later' | 'skipped';

export type Event = {
  readonly id: string;
  readonly receipt: string;
  readonly kind: 'login' | 'logout';
  readonly driverId: string | null;
  readonly policyId: string | null;
  readonly timestamp: string;
  readonly occurredAt: string;
  readonly reading: Reading;
  readonly how: string;
  readonly receivedAt: string;
  readonly latenessSeconds: number;
  readonly outcome: Outcome;
  readonly linked: boolean;
  readonly shiftId: string | null;
};

/** An event and everything that is known of it. */
export type WholeEvent = Event & {
  /** Other requests that brought the same event; they had no effect. */
  readonly repeats: readonly { readonly receipt: string; readonly receivedAt: string }[];
  readonly voided: { readonly at: string; readonly reason: string } | null;
};

export type Shift = {
  readonly id: string;
  readonly driverId: string | null;
  readonly policyId: string | null;
  readonly from: string;
  readonly to: string | null;
  readonly endedBy: 'logout' | 'limit' | null;
  readonly loginEventId: string;
  readonly logoutEventId: string | null;
};

export type Page<T> = { readonly items: readonly T[]; readonly next: string | null; readonly more: boolean };

export type EventsFilter = {
  readonly order?: 'newest' | 'oldest';
  readonly receivedFrom?: Moment;
  readonly receivedTo?: Moment;
  readonly occurredFrom?: Moment;
  readonly occurredTo?: Moment;
  readonly driverId?: string;
  readonly policyId?: string;
  readonly outcome?: Outcome;
  readonly receipt?: string;
  readonly limit?: number;
  readonly cursor?: string;
};

export type ShiftsFilter = {
  readonly from?: Moment;
  readonly to?: Moment;
  readonly driverId?: string;
  readonly policyId?: string;
  readonly open?: boolean;
  readonly limit?: number;
  readonly cursor?: string;
};

/** Whether a customer number is one, and whether the email is theirs. */
export type Validity = 'valid' | 'INVALID_CUSTOMER' | 'INVALID_CUSTOMER_EMAIL';

/** What one report would come to; `outcome` is null when too much lies around it to tell quickly. */
export type Previewed = {
  readonly occurredAt: string;
  readonly reading: Reading;
  readonly how: string;
  /** The same event is stored already. */
  readonly known: boolean;
  readonly linked: boolean;
  readonly outcome: Exclude<Outcome, 'pending' | 'voided' | 'set_aside'> | null;
};
