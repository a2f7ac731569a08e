import { type TProperties, Type } from 'typebox';
import type { NoticeType } from '../../core/cover/notice.ts';
import { identifierShape } from './identifier.ts';
import { instantShape, nullable } from './page.ts';

const shiftId = Type.String({ description: 'The shift.', examples: ['shf_8Yx0vQ3m1nKp5sTtUuVvWw'] });
const ofShift = { shiftId, ...identifierShape };
const startedAt = instantShape('When it began.', '2026-03-02T08:00:00Z');
const stretch = {
  startedAt,
  endedAt: nullable(instantShape('When it ended; null while it goes on.', '2026-03-02T12:30:00Z')),
  endedBy: nullable(
    Type.Unsafe<'logout' | 'limit'>({
      type: 'string',
      enum: ['logout', 'limit'],
      description: 'What ended it: a logout, or the longest shift.',
    }),
  ),
};
const period = {
  from: instantShape('Where it begins.', '2026-03-02T08:00:00Z'),
  to: nullable(instantShape('Where it ends; null while that is open.', '2026-03-02T12:30:00Z')),
};
const StretchShape = Type.Object(stretch, { title: 'NotifiedShift', description: 'A shift as it was notified.' });
const PeriodShape = Type.Object(period, { title: 'NotifiedPeriod', description: 'A period of cover as notified.' });
const linked = {
  driverId: Type.String({ description: 'Your own identifier of the driver.', examples: ['1686'] }),
  policyId: Type.String({ description: 'The customer number.', examples: ['ABC12'] }),
  ...period,
};
const covered = { ...ofShift, ...period, was: nullable(PeriodShape) };

/** The members of `data` of each type of notice (docs/web-hooks.md says when each is sent). */
const DATA: Readonly<Record<NoticeType | 'endpoint.tested', TProperties>> = {
  'shift.started': { ...ofShift, ...stretch },
  'shift.ended': { ...ofShift, ...stretch },
  'shift.amended': { ...ofShift, was: StretchShape, is: nullable(StretchShape) },
  'event.unmatched': {
    eventId: Type.String({ description: 'The event.', examples: ['evt_1yRBdLkarZwZWBEnzU9Phg'] }),
    ...identifierShape,
    kind: Type.Unsafe<'login' | 'logout'>({ type: 'string', enum: ['login', 'logout'], description: 'What it is.' }),
    occurredAt: instantShape('When it occurred.', '2026-03-02T08:00:00Z'),
    receivedAt: instantShape('When it was stored.', '2026-03-02T08:00:01Z'),
    reason: Type.Unsafe<string>({
      type: 'string',
      enum: ['no_login_before', 'unknown_driver'],
      description: 'Why it has no effect for now.',
    }),
  },
  'link.created': linked,
  'link.ended': linked,
  'cover.started': covered,
  'cover.ended': covered,
  'endpoint.tested': {
    endpointId: Type.String({ description: 'The endpoint.', examples: ['end_AAAAAAAAAAAAAAAAAAAAAA'] }),
  },
};

/** The types that a notice can have: `endpoint.tested` only on request. */
export const SENT_TYPES = Object.keys(DATA) as (keyof typeof DATA)[];
export const NOTICE_TYPES = SENT_TYPES.filter((type): type is NoticeType => type !== 'endpoint.tested');

/** `shift.started` → `ShiftStarted`. */
function titleOf(type: string): string {
  return type.replaceAll(/(?:^|\.)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The body of a web hook: a union discriminated by `type`. */
export const NoticeShape = Type.Unsafe<object>({
  title: 'Notice',
  description: 'The body of a web hook. `type` says which members `data` has.',
  oneOf: SENT_TYPES.map((type) =>
    Type.Object(
      {
        type: Type.Unsafe<string>({ type: 'string', enum: [type], description: 'What the notice is about.' }),
        timestamp: instantShape('When the notice was made.', '2026-03-02T08:00:00.25Z'),
        data: Type.Object(DATA[type], { description: 'What happened.' }),
      },
      { title: `${titleOf(type)}Notice`, description: `A notice of the type ${type}.` },
    ),
  ),
  discriminator: {
    propertyName: 'type',
    mapping: Object.fromEntries(SENT_TYPES.map((type) => [type, `#/components/schemas/${titleOf(type)}Notice`])),
  },
});
