import { type Static, Type } from 'typebox';
import { byAnyName, identifierShape } from './identifier.ts';
import { idPath, instantParameter, instantShape, nullable, pageShape, paging } from './page.ts';
import { refusals } from './refusal.ts';

const ShiftShape = Type.Object(
  {
    id: Type.String({
      description: 'The id of the shift. It stays when events that arrive late amend the shift.',
      examples: ['shf_8Yx0vQ3m1nKp5sTtUuVvWw'],
    }),
    ...identifierShape,
    from: instantShape('When it began.'),
    to: nullable(instantShape('When it ended, not itself part of it; null until then.', '2026-03-01T12:30:00Z')),
    endedBy: nullable(
      Type.Unsafe<'logout' | 'limit'>({
        type: 'string',
        enum: ['logout', 'limit'],
        description:
          'A `logout` of yours, or the `limit`: the longest shift had passed without one. A logout that arrives later corrects that.',
      }),
    ),
    sentAheadSeconds: nullable(
      Type.Integer({
        description: 'How long before `from` its login was sent; null when it was not sent ahead.',
        examples: [72000],
      }),
    ),
    loginEventId: Type.String({ description: 'The event that opened it.', examples: ['evt_1yRBdLkarZwZWBEnzU9Phg'] }),
    logoutEventId: nullable(
      Type.String({ description: 'The event that ended it.', examples: ['evt_x4dQw0Lk7bZwZWBEnzU9Pg'] }),
    ),
  },
  { title: 'Shift', description: 'A stretch of work for you.' },
);

const ShiftsQuery = Type.Object(
  {
    from: instantParameter('Shifts that lasted beyond it.'),
    to: instantParameter('Shifts that began before it.'),
    ...byAnyName,
    open: Type.Boolean({
      default: false,
      description: 'Only those that go on now. One whose login was sent ahead begins with its time.',
    }),
    ...paging,
  },
  { additionalProperties: false },
);

export type ShiftsQuery = Static<typeof ShiftsQuery>;
export type ShiftJson = Static<typeof ShiftShape>;

const tags = ['Shifts'];

export const LIST_SHIFTS = {
  operationId: 'listShifts',
  tags,
  summary: 'Your shifts',
  description:
    'The last begun first. Shifts follow from events and are amended when events arrive late; the list shows them as they are now.',
  querystring: ShiftsQuery,
  response: { 200: pageShape(ShiftShape, 'shifts'), ...refusals('INVALID_DATA') },
};

export const GET_SHIFT = {
  operationId: 'getShift',
  tags,
  summary: 'One shift',
  description: 'As it is now.',
  params: idPath('shift', 'shf_8Yx0vQ3m1nKp5sTtUuVvWw'),
  response: { 200: ShiftShape, ...refusals('NOT_FOUND') },
};
