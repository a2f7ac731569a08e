import { type Static, Type } from 'typebox';
import { DELIVERY_STATES, type DeliveryState } from '../../store/webhook/deliveries.ts';
import { NoticeShape } from './notice.ts';
import { idPath, instantShape, nullable, pageShape, paging } from './page.ts';
import { refusals } from './refusal.ts';
import { SentTypeShape } from './webHook.ts';

const ID = 'dlv_AAAAAAAAAAAAAAAAAAAAAA';
const ENDPOINT_ID = 'end_AAAAAAAAAAAAAAAAAAAAAA';

const StateShape = Type.Unsafe<DeliveryState>({
  type: 'string',
  enum: [...DELIVERY_STATES],
  description: 'waiting: for its next attempt. held: its endpoint is paused. failed: there will be no other attempt.',
  examples: ['delivered'],
});

const members = {
  id: Type.String({ description: 'Its id.', examples: [ID] }),
  noticeId: Type.String({
    description: 'What is sent as webhook-id: the same at every attempt and to every endpoint.',
    examples: ['msg_AAAAAAAAAAAAAAAAAAAAAA'],
  }),
  endpointId: Type.String({ description: 'The endpoint it goes to.', examples: [ENDPOINT_ID] }),
  type: SentTypeShape,
  state: StateShape,
  attemptsMade: Type.Integer({ description: 'Since it was made or last replayed.', examples: [1] }),
  nextAttemptAt: nullable(instantShape('When it is tried next; null when it is not.'), [null]),
  recordedAt: instantShape('When it was made.', '2026-03-02T08:00:00Z'),
};

const AttemptShape = Type.Object(
  {
    at: instantShape('When it began.', '2026-03-02T08:00:01Z'),
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
  { title: 'Attempt', description: 'One attempt and its result.' },
);

const DeliveryShape = Type.Object(members, {
  title: 'Delivery',
  description: 'A notice on its way to an endpoint.',
});
const WholeDeliveryShape = Type.Object(
  {
    ...members,
    notice: NoticeShape,
    attempts: Type.Array(AttemptShape, { description: 'In the order in which they were made.' }),
  },
  { title: 'DeliveryInFull', description: 'A delivery, its notice, and every attempt at it.' },
);

const DeliveriesQuery = Type.Object(
  {
    endpoint: Type.Optional(Type.String({ description: 'Only those to this endpoint.', examples: [ENDPOINT_ID] })),
    state: Type.Optional(StateShape),
    type: Type.Optional(SentTypeShape),
    ...paging,
  },
  { additionalProperties: false },
);
export type DeliveriesQuery = Static<typeof DeliveriesQuery>;

const QueuedShape = Type.Object(
  { deliveryId: Type.String({ description: 'The delivery; see GET /v1/deliveries/{id}.', examples: [ID] }) },
  { description: 'It is on its way.' },
);

const ReplayInput = Type.Object(
  {
    since: Type.String({
      maxLength: 64,
      pattern: '^\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?([Zz]|[+-]\\d\\d:?\\d\\d)$',
      description: 'a date and time with an offset or Z, such as 2026-03-02T08:00:00Z',
      examples: ['2026-03-02T08:00:00Z'],
    }),
  },
  { additionalProperties: false, description: 'Since when notices are sent once more.' },
);
export type ReplayInput = Static<typeof ReplayInput>;

const ReplayedShape = Type.Object(
  { replayed: Type.Integer({ description: 'How many notices are sent once more.', examples: [12] }) },
  { description: 'They are on their way.' },
);

/** A delivery in a list. */
export type DeliveryJson = Static<typeof DeliveryShape>;

const tags = ['Web hooks'];

export const LIST_DELIVERIES = {
  operationId: 'listDeliveries',
  tags,
  summary: 'List deliveries',
  description: 'The newest first. They are stored for 30 days.',
  querystring: DeliveriesQuery,
  response: { 200: pageShape(DeliveryShape, 'deliveries'), ...refusals('INVALID_DATA') },
};

export const GET_DELIVERY = {
  operationId: 'getDelivery',
  tags,
  summary: 'One delivery in full',
  description: 'Its notice, and every attempt at it.',
  params: idPath('delivery', ID),
  response: { 200: WholeDeliveryShape, ...refusals('NOT_FOUND') },
};

export const REPLAY_DELIVERY = {
  operationId: 'replayDelivery',
  tags,
  summary: 'Send a delivery once more',
  description: 'With the same webhook-id and body, from its first attempt on.',
  params: idPath('delivery', ID),
  response: { 202: QueuedShape, ...refusals('INVALID_DATA', 'NOT_FOUND') },
};

export const REPLAY_ENDPOINT = {
  operationId: 'replayEndpoint',
  tags,
  summary: 'Send all notices since an instant once more',
  description: 'Every notice since then of a type that the endpoint takes, whether it was delivered or not.',
  params: idPath('endpoint', ENDPOINT_ID),
  body: ReplayInput,
  response: { 202: ReplayedShape, ...refusals('INVALID_DATA', 'NOT_FOUND') },
};

export const TEST_ENDPOINT = {
  operationId: 'testEndpoint',
  tags,
  summary: 'Send an endpoint a test',
  description: 'A notice of the type endpoint.tested, signed and delivered like any other.',
  params: idPath('endpoint', ENDPOINT_ID),
  response: { 202: QueuedShape, ...refusals('INVALID_DATA', 'NOT_FOUND') },
};
