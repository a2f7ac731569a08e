import { type Static, Type } from 'typebox';
import type { Reading as LocalReading } from '../../core/time/localTime.ts';
import { byAnyName, identifierShape } from './identifier.ts';
import { idPath, instantParameter, instantShape, nullable, pageShape, paging } from './page.ts';
import { refusals } from './refusal.ts';

const SETTLED_OUTCOMES = [
  'opened_shift',
  'repeated_login',
  'ended_shift',
  'repeated_logout',
  'after_limit',
  'no_login_before',
] as const;
const OUTCOMES = ['pending', ...SETTLED_OUTCOMES, 'voided', 'set_aside'] as const;
const READINGS = ['offset', 'local', 'repeated_earlier', 'repeated_later', 'skipped'] as const satisfies LocalReading[];

export const SettledOutcomeShape = Type.Unsafe<(typeof SETTLED_OUTCOMES)[number]>({
  title: 'SettledOutcome',
  type: 'string',
  enum: [...SETTLED_OUTCOMES],
  description: 'What it would come to; see the outcomes of events.',
});

const OutcomeShape = Type.Unsafe<(typeof OUTCOMES)[number]>({
  title: 'Outcome',
  type: 'string',
  enum: [...OUTCOMES],
  description:
    'What the event came to. `pending`: not settled yet, for a second or so. `opened_shift`, `repeated_login`: a login off duty, during a shift. `ended_shift`: a logout that ends a shift. `repeated_logout`: another ' +
    'within a minute after it. `after_limit`: a logout of a shift whose limit had passed. `no_login_before`: a logout that answers no login; a login that arrives later mends it. `voided`: the insurer took it back. `set_aside`: settling it failed; the insurer is notified.',
  examples: ['opened_shift'],
});

export const ReadingShape = Type.Unsafe<LocalReading>({
  title: 'Reading',
  type: 'string',
  enum: [...READINGS],
  description:
    'How it was read: it had an `offset`, or it was `local` time in your zone, which fell in a repeated hour (the earlier or the later was taken) or in a skipped one.',
  examples: ['local'],
});

const event = {
  id: Type.String({ description: 'The id of the event.', examples: ['evt_1yRBdLkarZwZWBEnzU9Phg'] }),
  receipt: Type.String({
    format: 'uuid',
    description: 'The `Request-Id` of the answer to the request that brought it.',
    examples: ['019cb1d2-7e4b-7c11-9d0e-2b6f2c3d4e5f'],
  }),
  kind: Type.Unsafe<'login' | 'logout'>({
    type: 'string',
    enum: ['login', 'logout'],
    description: 'What was reported.',
  }),
  ...identifierShape,
  reference: nullable(Type.String({ description: 'The reference that it was reported with.', examples: ['job-4711'] })),
  timestamp: Type.String({
    description: 'The timestamp, character for character as it was sent.',
    examples: ['2026-03-01T08:00:00'],
  }),
  occurredAt: instantShape('The instant that the timestamp was read as.'),
  reading: ReadingShape,
  how: Type.String({
    description: 'The same in a sentence.',
    examples: ['The timestamp has no offset: it is local time in Europe/London.'],
  }),
  receivedAt: instantShape('When it was stored.', '2026-03-01T08:00:01.25Z'),
  receivedAfterSeconds: Type.Optional(
    Type.Integer({ description: 'How long after it had occurred it was received.', examples: [1] }),
  ),
  receivedBeforeSeconds: Type.Optional(
    Type.Integer({
      description: 'Instead of the other one, for an event that was sent ahead: how long before it occurs.',
      examples: [72000],
    }),
  ),
  outcome: OutcomeShape,
  linked: Type.Boolean({
    description:
      'Whether the driver ID was linked to a customer when it occurred: without a link work gives no cover. Always false by customer number, unless it is linked to one of your driver IDs.',
  }),
  shiftId: nullable(
    Type.String({
      description: 'The shift that it opened, repeated or ended.',
      examples: ['shf_8Yx0vQ3m1nKp5sTtUuVvWw'],
    }),
  ),
};

const EventShape = Type.Object(event, {
  title: 'Event',
  description: 'One login or logout as you reported it, and what it came to.',
});

const WholeEventShape = Type.Object(
  {
    ...event,
    repeats: Type.Array(
      Type.Object({
        receipt: Type.String({
          format: 'uuid',
          description: 'Its receipt.',
          examples: ['019cb1d2-8a11-7f00-8c1d-5e6f7a8b9c0d'],
        }),
        receivedAt: instantShape('When it came.'),
      }),
      { description: 'Other requests that brought the same event; they had no effect. At most 100.' },
    ),
    voided: nullable(
      Type.Object(
        {
          at: instantShape('When it was taken back.'),
          reason: Type.String({ description: 'Why.', examples: ['reported by mistake'] }),
        },
        { description: 'Whether the insurer took the event back.' },
      ),
    ),
  },
  { title: 'EventInFull', description: 'One event and everything that is known of it.' },
);

const EventsQuery = Type.Object(
  {
    order: Type.Unsafe<'oldest' | 'newest'>({
      type: 'string',
      enum: ['newest', 'oldest'],
      default: 'newest',
      description:
        'By time of receipt. To follow what comes in, read `oldest` first and go on from `next` for ever: it neither skips nor repeats.',
    }),
    receivedFrom: instantParameter('Received at or after.'),
    receivedTo: instantParameter('Received before.'),
    occurredFrom: instantParameter('Occurred at or after.'),
    occurredTo: instantParameter('Occurred before.'),
    ...byAnyName,
    outcome: Type.Optional(OutcomeShape),
    receipt: Type.Optional(
      Type.String({
        pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7[0-9a-fA-F]{3}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
        description: 'What one request brought: the `Request-Id` of its answer. Comes alone.',
        examples: ['019cb1d2-7e4b-7c11-9d0e-2b6f2c3d4e5f'],
      }),
    ),
    ...paging,
  },
  { additionalProperties: false },
);

export type EventsQuery = Static<typeof EventsQuery>;
export type EventJson = Static<typeof EventShape>;
export type WholeEventJson = Static<typeof WholeEventShape>;

const tags = ['Events'];

export const LIST_EVENTS = {
  operationId: 'listEvents',
  tags,
  summary: 'Your events, and what each came to',
  description: 'In the order in which they were stored: the last first, or from the first on. Only your own.',
  querystring: EventsQuery,
  response: { 200: pageShape(EventShape, 'events'), ...refusals('INVALID_DATA') },
};

export const GET_EVENT = {
  operationId: 'getEvent',
  tags,
  summary: 'One event in full',
  description: 'As sent, as read and why, when received, what it came to, and which other requests brought it too.',
  params: idPath('event', 'evt_1yRBdLkarZwZWBEnzU9Phg'),
  response: { 200: WholeEventShape, ...refusals('NOT_FOUND') },
};

/** How a timestamp was read, in a sentence. */
export function readingInWords(reading: LocalReading, timeZone: string): string {
  switch (reading) {
    case 'offset':
      return 'The timestamp says its offset.';
    case 'local':
      return `The timestamp has no offset: it is local time in ${timeZone}.`;
    case 'repeated_earlier':
      return `The timestamp has no offset, and ${timeZone} showed this hour twice: the earlier was taken.`;
    case 'repeated_later':
      return `The timestamp has no offset, and ${timeZone} showed this hour twice: the later was taken.`;
    case 'skipped':
      return `The timestamp has no offset, and ${timeZone} skipped this hour: it was moved forward.`;
    default:
      return reading satisfies never;
  }
}
