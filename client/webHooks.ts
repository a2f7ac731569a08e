import type { Page } from './answers.ts';
import { type Instant, timestampOf } from './instants.ts';
import type { Notice } from './notices.ts';
import type { Caller, CallOptions } from './send.ts';

/** Where notices are sent to. `types` is empty for all types. */
export type Endpoint = {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly email: string | null;
  readonly types: readonly Notice['type'][];
  readonly recordedAt: string;
  readonly provenAt: string | null;
  readonly failingSince: string | null;
  readonly pausedAt: string | null;
  readonly pausedBecause: 'by_hand' | 'failing' | 'gone' | null;
};

/** What an endpoint is made of; only `url` must be given. */
export type EndpointInput = Pick<Endpoint, 'url'> & Partial<Pick<Endpoint, 'description' | 'email' | 'types'>>;

/** A notice on its way to an endpoint. */
export type Delivery = {
  readonly id: string;
  readonly noticeId: string;
  readonly endpointId: string;
  readonly type: Notice['type'];
  readonly state: 'waiting' | 'held' | 'delivered' | 'failed' | 'cancelled';
  readonly attemptsMade: number;
  readonly nextAttemptAt: string | null;
  readonly recordedAt: string;
};

/** A delivery with its notice and every attempt. */
export type DeliveryInFull = Delivery & {
  readonly notice: Omit<Notice, 'id'>;
  readonly attempts: readonly {
    readonly at: string;
    readonly durationMs: number;
    readonly status: number | null;
    readonly answer: string | null;
    readonly error: string | null;
  }[];
};

/** Which deliveries. */
export type DeliveriesFilter = {
  readonly endpoint?: string;
  readonly state?: Delivery['state'];
  readonly type?: Notice['type'];
  readonly limit?: number;
  readonly cursor?: string;
};

/**
 * Where notices go, and what became of each. What would happen twice if it were sent twice is sent once: then Unreachable
 * means that it is not known whether it happened.
 */
export function webHooks({ get, call, all }: Caller) {
  const endpoint = (id: string, action = '') => `/v1/endpoints/${encodeURIComponent(id)}${action}`;
  const delivery = (id: string, action = '') => `/v1/deliveries/${encodeURIComponent(id)}${action}`;
  return {
    endpoints: {
      list: async (options?: CallOptions) => (await get<Page<Endpoint>>('/v1/endpoints', {}, options)).items,
      get: async (id: string, options?: CallOptions) => await get<Endpoint>(endpoint(id), {}, options),
      /** Its secret is in this answer and never again. */
      add: async (input: EndpointInput, options?: CallOptions) =>
        await call<Endpoint & { readonly secret: string }>('POST', '/v1/endpoints', input, { ...options, once: true }),
      change: async (
        id: string,
        change: Partial<EndpointInput> & { readonly paused?: boolean },
        options?: CallOptions,
      ) => await call<Endpoint>('PATCH', endpoint(id), change, options),
      remove: async (id: string, options?: CallOptions): Promise<void> =>
        await call('DELETE', endpoint(id), undefined, { ...options, once: true }),
      rotateSecret: async (id: string, options?: CallOptions) =>
        await call<{ readonly secret: string; readonly formerSecretUntil: string }>(
          'POST',
          endpoint(id, '/rotate-secret'),
          undefined,
          { ...options, once: true },
        ),
      test: async (id: string, options?: CallOptions) =>
        await call<{ readonly deliveryId: string }>('POST', endpoint(id, '/test'), undefined, {
          ...options,
          once: true,
        }),
      /** Sends every notice since an instant once more. */
      replay: async (id: string, since: Instant, options?: CallOptions) =>
        await call<{ readonly replayed: number }>(
          'POST',
          endpoint(id, '/replay'),
          { since: timestampOf(since) },
          {
            ...options,
            once: true,
          },
        ),
    },
    deliveries: {
      /** All that the filter chooses, the newest first, read page after page. */
      list: (filter: DeliveriesFilter = {}, options?: CallOptions) => all<Delivery>('/v1/deliveries', filter, options),
      get: async (id: string, options?: CallOptions) => await get<DeliveryInFull>(delivery(id), {}, options),
      replay: async (id: string, options?: CallOptions) =>
        await call<{ readonly deliveryId: string }>('POST', delivery(id, '/replay'), undefined, {
          ...options,
          once: true,
        }),
    },
  };
}
