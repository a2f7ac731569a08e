import { Type } from 'typebox';

/** Every type of notice there is (docs/web-hooks.md). */
export const NOTICE_TYPES = [
  'shift.started',
  'shift.ended',
  'shift.amended',
  'event.unmatched',
  'link.created',
  'link.ended',
  'cover.started',
  'cover.ended',
] as const;

const A_TYPE = 'What a notice is about.';

/** One that can be asked for. */
export const NoticeTypeShape = Type.Unsafe<(typeof NOTICE_TYPES)[number]>({
  type: 'string',
  enum: [...NOTICE_TYPES],
  description: A_TYPE,
  examples: ['shift.started'],
});

/** One that was sent; `endpoint.tested` only when somebody asks for it. */
export const SentTypeShape = Type.Unsafe<string>({
  type: 'string',
  enum: [...NOTICE_TYPES, 'endpoint.tested'],
  description: A_TYPE,
  examples: ['shift.started'],
});

/** The body of a web hook. */
export const NoticeShape = Type.Object(
  {
    type: SentTypeShape,
    timestamp: Type.String({
      description: 'When it was said; RFC 3339 in UTC.',
      examples: ['2026-03-02T08:00:00.25Z'],
    }),
    data: Type.Record(Type.String(), Type.Unknown(), {
      description: 'What is told, in the members that its type has.',
      examples: [
        {
          shiftId: 'shf_Qm9VZ2h0IGFuIGlkIQ',
          driverId: '1686',
          policyId: null,
          startedAt: '2026-03-02T08:00:00Z',
          endedAt: null,
          endedBy: null,
        },
      ],
    }),
  },
  { description: 'The body that is sent.' },
);
