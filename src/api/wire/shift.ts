import { type Static, Type } from 'typebox';
import { CustomerNumber, DriverId } from '../parse/driver.ts';
import { AskedInstant, Instant, nullable, pageOf, paging } from './page.ts';

export const ShiftShape = Type.Object(
  {
    id: Type.String({
      description: 'The id of the shift. It stays when events that arrive late amend the shift.',
      examples: ['shf_8Yx0vQ3m1nKp5sTtUuVvWw'],
    }),
    driverId: nullable(
      Type.String({
        description: 'Your own identifier of the driver; null for work reported by customer number.',
        examples: ['1686'],
      }),
    ),
    policyId: nullable(Type.String({ description: 'The customer number, for work reported by that.' }), [null]),
    from: Instant('When it began.'),
    to: nullable(Instant('When it ended, not itself part of it; null while it goes on.', '2026-03-01T12:30:00Z')),
    endedBy: nullable(
      Type.Unsafe<'logout' | 'limit'>({
        type: 'string',
        enum: ['logout', 'limit'],
        description:
          'A `logout` of yours, or the `limit`: the longest shift had passed without one. A logout that arrives later mends that.',
      }),
    ),
    loginEventId: Type.String({ description: 'The event that opened it.', examples: ['evt_1yRBdLkarZwZWBEnzU9Phg'] }),
    logoutEventId: nullable(
      Type.String({ description: 'The event that ended it.', examples: ['evt_x4dQw0Lk7bZwZWBEnzU9Pg'] }),
    ),
  },
  { description: 'A stretch of work for you.' },
);

export const ShiftsPageShape = pageOf(ShiftShape, 'shifts');

export const ShiftsQuery = Type.Object(
  {
    from: AskedInstant('Shifts that lasted beyond it.'),
    to: AskedInstant('Shifts that began before it.'),
    driverId: Type.Optional(DriverId),
    policyId: Type.Optional(CustomerNumber),
    open: Type.Boolean({ default: false, description: 'Only those that go on now.' }),
    ...paging,
  },
  { additionalProperties: false },
);

export type ShiftsQuery = Static<typeof ShiftsQuery>;
export type ShiftJson = Static<typeof ShiftShape>;
