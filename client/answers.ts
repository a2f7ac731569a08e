import type { Instant } from './instants.ts';

// The answers of the server as they are on the wire. Instants in them are RFC 3339 in UTC.

/** What an event came to. Source: docs/api.md. */
export type Outcome =
  | 'pending'
  | 'opened_shift'
  | 'repeated_login'
  | 'ended_shift'
  | 'repeated_logout'
  | 'after_limit'
  | 'no_login_before'
  | 'voided'
  | 'set_aside';

/** How a timestamp was read. */
export type Reading = 'offset' | 'local' | 'repeated_earlier' | 'repeated_later' | 'skipped';

/** A login or logout as you reported it, and what it came to. */
export type Event = {
  readonly id: string;
  readonly receipt: string;
  readonly kind: 'login' | 'logout';
  readonly driverId: string | null;
  readonly policyId: string | null;
  readonly reference: string | null;
  readonly timestamp: string;
  readonly occurredAt: string;
  readonly reading: Reading;
  readonly how: string;
  readonly receivedAt: string;
  readonly receivedAfterSeconds?: number;
  /** Instead of the other one, for an event that was sent ahead. */
  readonly receivedBeforeSeconds?: number;
  readonly outcome: Outcome;
  readonly linked: boolean;
  readonly shiftId: string | null;
};

/** An event in full. */
export type WholeEvent = Event & {
  /** Other requests that brought the same event; they had no effect. */
  readonly repeats: readonly { readonly receipt: string; readonly receivedAt: string }[];
  readonly voided: { readonly at: string; readonly reason: string } | null;
};

/** `to` and `endedBy` are null until the shift has ended. */
export type Shift = {
  readonly id: string;
  readonly driverId: string | null;
  readonly policyId: string | null;
  readonly from: string;
  readonly to: string | null;
  readonly endedBy: 'logout' | 'limit' | null;
  /** How long before `from` its login was sent; null when it was not sent ahead. */
  readonly sentAheadSeconds: number | null;
  readonly loginEventId: string;
  readonly logoutEventId: string | null;
};

/** A page of a list. `more`: whether there is more to read now; go on with `cursor: next`. */
export type Page<T> = { readonly items: readonly T[]; readonly next: string | null; readonly more: boolean };

/** Which events; what is not given does not narrow the choice. */
export type EventsFilter = {
  readonly order?: 'newest' | 'oldest';
  readonly receivedFrom?: Instant;
  readonly receivedTo?: Instant;
  readonly occurredFrom?: Instant;
  readonly occurredTo?: Instant;
  readonly driverId?: string;
  readonly policyId?: string;
  readonly workProviderUserId?: string;
  readonly customerNumber?: string;
  readonly outcome?: Outcome;
  readonly receipt?: string;
  readonly limit?: number;
  readonly cursor?: string;
};

/** Which shifts; what is not given does not narrow the choice. */
export type ShiftsFilter = {
  readonly from?: Instant;
  readonly to?: Instant;
  readonly driverId?: string;
  readonly policyId?: string;
  readonly workProviderUserId?: string;
  readonly customerNumber?: string;
  readonly open?: boolean;
  readonly limit?: number;
  readonly cursor?: string;
};

type Period = { readonly from: string; readonly to: string };

/** What a driver says is wrong about a shift. It changes nothing by itself. */
export type Dispute = {
  readonly id: string;
  readonly driverId: string | null;
  readonly policyId: string | null;
  readonly about: Period;
  readonly claim: 'at_work' | 'not_at_work' | 'other_times' | 'other';
  readonly claimed: Period;
  readonly note: string;
  readonly openedAt: string;
  /** Null while the insurer has not answered and the driver has not closed their account. */
  readonly closedAt: string | null;
  /** Null while it is open, and once the driver closed their account. */
  readonly answer: string | null;
};

/** What became of a request: `events` counts those that it brought; `refusal` says why it was refused. */
export type RequestFound = {
  readonly id: string;
  readonly receivedAt: string;
  readonly result: 'stored' | 'refused';
  readonly events: number;
  readonly refusal: {
    readonly endpoint: string;
    readonly status: number;
    readonly code: string;
    readonly detail: string;
    readonly param: string | null;
    readonly bodySha256: string | null;
  } | null;
};

/** Whether a customer has the number, and whether the email is theirs. */
export type Validity = 'valid' | 'INVALID_CUSTOMER' | 'INVALID_CUSTOMER_EMAIL';

/** What one report would come to; `outcome` is null when too much lies around it to say quickly. */
export type Previewed = {
  readonly occurredAt: string;
  readonly reading: Reading;
  readonly how: string;
  /** The same event is stored already. */
  readonly known: boolean;
  /** It is stored and void: sending it again leaves it void. */
  readonly voided: boolean;
  readonly linked: boolean;
  readonly outcome: Exclude<Outcome, 'pending' | 'voided' | 'set_aside'> | null;
};
