import { type Static, Type } from 'typebox';
import { idPath, instantShape, nullable, pageShape } from './page.ts';
import { refusals } from './refusal.ts';
import { NoticeTypeShape } from './webHook.ts';

const ID = 'end_AAAAAAAAAAAAAAAAAAAAAA';
const NO_CONTROLS = '^[^\\x00-\\x1f\\x7f]*$';

const url = Type.String({
  maxLength: 2_048,
  description: 'Where notices are posted to: an https URL on the open internet.',
  examples: ['https://example.com/hooks/cover'],
});
const description = Type.String({
  maxLength: 255,
  pattern: NO_CONTROLS,
  description: 'What it is for, in your own words.',
  examples: ['dispatch, production'],
});
const email = Type.Union([Type.String({ maxLength: 254 }), Type.Null()], {
  description: 'Whom to write to when it is paused because nothing can be delivered.',
  examples: ['oncall@example.com'],
});
const types = Type.Array(NoticeTypeShape, {
  maxItems: 20,
  description: 'The types of notices that are sent to it; empty: all.',
  examples: [['shift.started', 'shift.ended', 'shift.amended']],
});
const secret = Type.String({
  description: 'The secret that signs deliveries. It is shown only in this answer.',
  examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo='],
});

const members = {
  id: Type.String({ description: 'Its id.', examples: [ID] }),
  url,
  description,
  email,
  types,
  recordedAt: instantShape('When it was made.', '2026-03-02T08:00:00Z'),
  provenAt: nullable(
    instantShape('When it echoed a challenge; null: nothing else has been sent to it.', '2026-03-02T08:00:09Z'),
    [null],
  ),
  failingSince: nullable(instantShape('Since when every attempt has failed; null when the last one did not.'), [null]),
  pausedAt: nullable(instantShape('Since when nothing is sent to it; null while it is not paused.'), [null]),
  pausedBecause: Type.Unsafe<'by_hand' | 'failing' | 'gone' | null>({
    type: ['string', 'null'],
    enum: ['by_hand', 'failing', 'gone', null],
    description: 'Why: on request; every attempt of a day had failed; it answered 410.',
    examples: [null],
  }),
};

const EndpointShape = Type.Object(members, { title: 'Endpoint', description: 'Where notices are sent to.' });
const NewEndpointShape = Type.Object(
  { ...members, secret },
  {
    title: 'NewEndpoint',
    description: 'A new endpoint, and its secret.',
  },
);

const EndpointInput = Type.Object(
  { url, description: Type.Optional(description), email: Type.Optional(email), types: Type.Optional(types) },
  { additionalProperties: false, title: 'EndpointInput', description: 'A new endpoint.' },
);
export type EndpointInput = Static<typeof EndpointInput>;

const EndpointChange = Type.Object(
  {
    url: Type.Optional(url),
    description: Type.Optional(description),
    email: Type.Optional(email),
    types: Type.Optional(types),
    paused: Type.Optional(
      Type.Boolean({
        description: 'true: nothing is sent until it is resumed. false: what was held meanwhile is sent.',
        examples: [false],
      }),
    ),
  },
  { additionalProperties: false, title: 'EndpointChange', description: 'The members to change; the rest stays.' },
);
export type EndpointChange = Static<typeof EndpointChange>;

const RotatedShape = Type.Object(
  {
    secret,
    formerSecretUntil: instantShape('Until when the former secret signs as well.', '2026-03-03T08:00:00Z'),
  },
  { description: 'The new secret.' },
);

/** An endpoint in an answer. */
export type EndpointJson = Omit<Static<typeof EndpointShape>, 'types'> & { readonly types: readonly string[] };

const tags = ['Web hooks'];

export const ADD_ENDPOINT = {
  operationId: 'addEndpoint',
  tags,
  summary: 'Have notices sent to a URL',
  description: 'Makes an endpoint. Its secret, which signs deliveries, is shown in this answer and never again.',
  body: EndpointInput,
  response: { 201: NewEndpointShape, ...refusals('INVALID_DATA') },
};

export const LIST_ENDPOINTS = {
  operationId: 'listEndpoints',
  tags,
  summary: 'List your endpoints',
  description: 'All of them on one page, the oldest first.',
  response: { 200: pageShape(EndpointShape, 'endpoints'), ...refusals() },
};

export const GET_ENDPOINT = {
  operationId: 'getEndpoint',
  tags,
  summary: 'One endpoint',
  description: 'Whether it works, and if not, since when and why.',
  params: idPath('endpoint', ID),
  response: { 200: EndpointShape, ...refusals('NOT_FOUND') },
};

export const CHANGE_ENDPOINT = {
  operationId: 'changeEndpoint',
  tags,
  summary: 'Change, pause or resume an endpoint',
  description: 'What is not given stays as it is. Resuming sends what was held while it was paused.',
  params: idPath('endpoint', ID),
  body: EndpointChange,
  response: { 200: EndpointShape, ...refusals('INVALID_DATA', 'NOT_FOUND') },
};

export const REMOVE_ENDPOINT = {
  operationId: 'removeEndpoint',
  tags,
  summary: 'Remove an endpoint',
  description: 'Nothing is sent to it any more, and waiting deliveries to it are given up.',
  params: idPath('endpoint', ID),
  response: { 204: { type: 'null', description: 'It is removed.' }, ...refusals('NOT_FOUND') },
};

export const ROTATE_SECRET = {
  operationId: 'rotateSecret',
  tags,
  summary: 'Change the secret of an endpoint',
  description:
    'Deliveries are signed with the new and with the former secret for 24 hours, so that none is refused in between.',
  params: idPath('endpoint', ID),
  response: { 200: RotatedShape, ...refusals('NOT_FOUND') },
};
