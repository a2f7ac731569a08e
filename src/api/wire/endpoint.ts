import { type Static, Type } from 'typebox';
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
  description: 'The types of notices that are sent to it; none named: all.',
  examples: [['shift.started', 'shift.ended', 'shift.amended']],
});
const moment = (what: string) =>
  Type.Union([Type.String(), Type.Null()], { description: `${what}; RFC 3339 in UTC.`, examples: [null] });
const recordedAt = Type.String({
  description: 'When it was made; RFC 3339 in UTC.',
  examples: ['2026-03-02T08:00:00Z'],
});
const secret = Type.String({
  description: 'With what deliveries are signed. It is shown this once.',
  examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo='],
});

const members = {
  id: Type.String({ description: 'Its id.', examples: [ID] }),
  url,
  description,
  email,
  types,
  recordedAt,
  failingSince: moment('Since when every attempt has failed; null when the last one did not'),
  pausedAt: moment('Since when nothing is sent to it; null while it is'),
  pausedBecause: Type.Unsafe<'by_hand' | 'failing' | 'gone' | null>({
    type: ['string', 'null'],
    enum: ['by_hand', 'failing', 'gone', null],
    description: 'Why: asked for; every attempt of a day had failed; it answered 410.',
    examples: [null],
  }),
};

export const EndpointShape = Type.Object(members, { description: 'Where notices are sent to.' });
export const NewEndpointShape = Type.Object({ ...members, secret }, { description: 'A new endpoint, and its secret.' });
export const EndpointList = Type.Object(
  { items: Type.Array(EndpointShape) },
  { description: 'All of your endpoints.' },
);

export const EndpointInput = Type.Object(
  { url, description: Type.Optional(description), email: Type.Optional(email), types: Type.Optional(types) },
  { additionalProperties: false, description: 'An endpoint to be made.' },
);
export type EndpointInput = Static<typeof EndpointInput>;

export const EndpointChange = Type.Object(
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
  { additionalProperties: false, description: 'What is to be changed; the rest stays.' },
);
export type EndpointChange = Static<typeof EndpointChange>;

export const EndpointPath = Type.Object({
  id: Type.String({ description: 'The id of the endpoint.', examples: [ID] }),
});

export const RotatedShape = Type.Object(
  {
    secret,
    formerSecretUntil: Type.String({
      description: 'Until when the former secret signs as well; RFC 3339 in UTC.',
      examples: ['2026-03-03T08:00:00Z'],
    }),
  },
  { description: 'The new secret.' },
);

export const ReplayInput = Type.Object(
  {
    since: Type.String({
      maxLength: 64,
      pattern: '^\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?([Zz]|[+-]\\d\\d:?\\d\\d)$',
      description: 'a date and time with an offset or Z, such as 2026-03-02T08:00:00Z',
      examples: ['2026-03-02T08:00:00Z'],
    }),
  },
  { additionalProperties: false, description: 'From when on everything is to be sent once more.' },
);
export type ReplayInput = Static<typeof ReplayInput>;

export const ReplayedShape = Type.Object(
  { replayed: Type.Integer({ description: 'How many notices are sent once more.', examples: [12] }) },
  { description: 'They are on their way.' },
);
