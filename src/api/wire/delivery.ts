import { type Static, Type } from 'typebox';
import { DELIVERY_STATES, type DeliveryState } from '../../store/webhook/deliveries.ts';
import { NoticeShape, SentTypeShape } from './webHook.ts';

const ID = 'dlv_AAAAAAAAAAAAAAAAAAAAAA';

const state = Type.Unsafe<DeliveryState>({
  type: 'string',
  enum: [...DELIVERY_STATES],
  description: 'waiting: for its next attempt. held: its endpoint is paused. failed: there will be no other attempt.',
  examples: ['delivered'],
});
const endpointId = Type.String({ description: 'The endpoint it goes to.', examples: ['end_AAAAAAAAAAAAAAAAAAAAAA'] });

const members = {
  id: Type.String({ description: 'Its id.', examples: [ID] }),
  noticeId: Type.String({
    description: 'What is sent as webhook-id: the same at every attempt and to every endpoint.',
    examples: ['msg_AAAAAAAAAAAAAAAAAAAAAA'],
  }),
  endpointId,
  type: SentTypeShape,
  state,
  attemptsMade: Type.Integer({ description: 'Since it was made or last replayed.', examples: [1] }),
  nextAttemptAt: Type.Union([Type.String(), Type.Null()], {
    description: 'When it is tried next; RFC 3339 in UTC. null when it is not.',
    examples: [null],
  }),
  recordedAt: Type.String({ description: 'When it was made; RFC 3339 in UTC.', examples: ['2026-03-02T08:00:00Z'] }),
};

const AttemptShape = Type.Object(
  {
    at: Type.String({ description: 'When it began; RFC 3339 in UTC.', examples: ['2026-03-02T08:00:01Z'] }),
    durationMs: Type.Integer({ description: 'How long it took, in milliseconds.', examples: [84] }),
    status: Type.Union([Type.Integer(), Type.Null()], {
      description: 'The HTTP status of the answer; null when there was no whole answer.',
      examples: [204],
    }),
    answer: Type.Union([Type.String(), Type.Null()], {
      description: "The first 1,024 characters of the answer's body.",
      examples: [''],
    }),
    error: Type.Union([Type.String(), Type.Null()], {
      description: 'Why it failed, in one sentence; null when it did not.',
      examples: [null],
    }),
  },
  { description: 'One try, and what came of it.' },
);

const DeliveryShape = Type.Object(members, { description: 'A notice on its way to an endpoint.' });
export const WholeDeliveryShape = Type.Object(
  {
    ...members,
    notice: NoticeShape,
    attempts: Type.Array(AttemptShape, { description: 'In the order they were made.' }),
  },
  { description: 'A delivery, what it brings, and every attempt at it.' },
);

export const DeliveryPage = Type.Object(
  {
    items: Type.Array(DeliveryShape, { description: 'The newest first.' }),
    next: Type.Union([Type.String(), Type.Null()], {
      description: 'The cursor of the next page; null when this is the last one.',
      examples: [null],
    }),
  },
  { description: 'A page of deliveries.' },
);

export const DeliveriesQuery = Type.Object(
  {
    endpoint: Type.Optional(
      Type.String({ description: 'Only those to this endpoint.', examples: ['end_AAAAAAAAAAAAAAAAAAAAAA'] }),
    ),
    state: Type.Optional(state),
    type: Type.Optional(SentTypeShape),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100, description: 'How many at most.', examples: [100] }),
    cursor: Type.Optional(
      Type.String({ description: 'The `next` of the page before.', examples: ['cur_AAAAAAAAAAAAAAAAAAAAAA'] }),
    ),
  },
  { additionalProperties: false },
);
export type DeliveriesQuery = Static<typeof DeliveriesQuery>;

export const DeliveryPath = Type.Object({
  id: Type.String({ description: 'The id of the delivery.', examples: [ID] }),
});

export const QueuedShape = Type.Object(
  { deliveryId: Type.String({ description: 'What is on its way; see GET /v1/deliveries/{id}.', examples: [ID] }) },
  { description: 'It is on its way.' },
);
