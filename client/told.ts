/** What the server tells, as it stands on the wire: instants are RFC 3339 in UTC. */

export type Outcome =
  | 'pending'
  | 'opened_shift'
  | 'repeated_login'
  | 'ended_shift'
  | 'repeated_logout'
  | 'no_login_before'
  | 'voided'
  | 'set_aside';

export type Event = {
  readonly id: string;
  readonly receipt: string;
  readonly kind: 'login' | 'logout';
  readonly driverId: string | null;
  readonly policyId: string | null;
  readonly timestamp: string;
  readonly occurredAt: string;
  readonly reading: 'offset' | 'local' | 'repeated_earlier' | 'repeated_later' | 'skipped';
  readonly how: string;
  readonly receivedAt: string;
  readonly latenessSeconds: number;
  readonly outcome: Outcome;
  readonly linked: boolean;
  readonly shiftId: string | null;
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
  readonly receivedFrom?: string;
  readonly receivedTo?: string;
  readonly occurredFrom?: string;
  readonly occurredTo?: string;
  readonly driverId?: string;
  readonly policyId?: string;
  readonly outcome?: Outcome;
  readonly receipt?: string;
  readonly limit?: number;
  readonly cursor?: string;
};

export type ShiftsFilter = {
  readonly from?: string;
  readonly to?: string;
  readonly driverId?: string;
  readonly policyId?: string;
  readonly open?: boolean;
  readonly limit?: number;
  readonly cursor?: string;
};

/** Whether a customer number is one, and whether the email is theirs. */
export type Validity = 'valid' | 'INVALID_CUSTOMER' | 'INVALID_CUSTOMER_EMAIL';
