import { type Static, Type } from 'typebox';
import { CustomerNumber, DriverId } from '../parse/driver.ts';
import { Instant, nullable } from './page.ts';

const User = Type.Object(
  {
    workProviderUserId: Type.Optional(DriverId),
    customerNumber: Type.Optional(CustomerNumber),
    driverId: Type.Optional(DriverId),
    policyId: Type.Optional(CustomerNumber),
  },
  { description: 'The driver, by exactly one of these.', examples: [{ workProviderUserId: '1686' }] },
);
const EndTime = Type.String({
  description: 'When it ended: after its start, and no later than the longest shift allows.',
  examples: ['2026-03-01T12:30:00Z'],
});

export const ShiftV2Body = Type.Object(
  {
    user: User,
    startTime: Type.String({
      description: 'When it began: within 30 minutes of now, written like any timestamp.',
      examples: ['2026-03-01T08:00:00Z'],
    }),
    endTime: Type.Optional(nullable(EndTime)),
  },
  { description: 'A shift that begins, or has just been worked.' },
);
export const ShiftV2End = Type.Object({ endTime: EndTime }, { description: 'The end of a shift.' });

export const ShiftV2Shape = Type.Object(
  {
    id: Type.String({
      description: 'The id of the shift here: that of its login event.',
      examples: ['evt_1yRBdLkarZwZWBEnzU9Phg'],
    }),
    startTime: Instant('When it began.'),
    endTime: nullable(Instant('When it ended; null while it goes on.', '2026-03-01T12:30:00Z')),
  },
  { description: 'It is stored.' },
);
export type ShiftV2Json = Static<typeof ShiftV2Shape>;

/** Refusals of the newer endpoints name every field that is wrong. */
export const NotOk = (codes: readonly string[], description: string) =>
  Type.Object(
    {
      status: Type.Literal('NOK'),
      error: Type.Unsafe<string>({ type: 'string', enum: [...codes] }),
      message: Type.String({ description: 'One sentence.', examples: ['the shift cannot be taken as it is'] }),
      detail: Type.Record(Type.String(), Type.String(), {
        description: 'What is wrong, by field.',
        examples: [{ startTime: 'must lie within 30 minutes of now' }],
      }),
    },
    { description },
  );
