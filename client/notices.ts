type Driver = { readonly driverId: string | null; readonly policyId: string | null };
type Span = {
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly endedBy: 'logout' | 'limit' | null;
};
type Period = { readonly from: string; readonly to: string | null };
type Link = Driver & Period;
type Cover = Link & { readonly shiftId: string; readonly was: Period | null };

/** The data of each type of notice; instants are RFC 3339 in UTC. Source: docs/web-hooks.md. */
export type NoticeTypes = {
  'shift.started': Driver & Span & { readonly shiftId: string };
  'shift.ended': Driver & Span & { readonly shiftId: string };
  /** `is` is null when there is no such shift after all. */
  'shift.amended': Driver & { readonly shiftId: string; readonly was: Span; readonly is: Span | null };
  'event.unmatched': Driver & {
    readonly eventId: string;
    readonly kind: 'login' | 'logout';
    readonly occurredAt: string;
    readonly receivedAt: string;
    readonly reason: 'no_login_before' | 'unknown_driver';
  };
  'link.created': Link;
  'link.ended': Link;
  'cover.started': Cover;
  'cover.ended': Cover;
  'endpoint.tested': { readonly endpointId: string };
  /** Answer it with `{"challenge"}`: nothing else is sent before. */
  'endpoint.challenge': { readonly endpointId: string; readonly challenge: string };
};

/** One web hook. `id` is the same when it comes twice; `timestamp` is when the notice was made. */
export type Notice = {
  [Type in keyof NoticeTypes]: {
    readonly id: string;
    readonly type: Type;
    readonly timestamp: string;
    readonly data: NoticeTypes[Type];
  };
}[keyof NoticeTypes];
