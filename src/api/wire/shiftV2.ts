import { type Static, Type } from 'typebox';
import { idPath, instantShape, nullable } from './page.ts';
import { refusals } from './refusal.ts';
import { byOneName } from './report.ts';

const User = Type.Unsafe<object>({
  title: 'Driver',
  oneOf: byOneName({}, 'Driver'),
  description: 'The driver, by exactly one of these.',
  examples: [{ workProviderUserId: '1686' }],
});
const EndTime = Type.String({
  description: 'When it ended: after its start, and no later than the longest shift allows.',
  examples: ['2026-03-01T12:30:00Z'],
});

const ShiftV2Body = Type.Object(
  {
    user: User,
    startTime: Type.String({
      description: 'When it began: within 30 minutes of now, written like any timestamp.',
      examples: ['2026-03-01T08:00:00Z'],
    }),
    endTime: Type.Optional(nullable(EndTime)),
  },
  { title: 'NewShift', description: 'A shift that begins, or has just been worked.' },
);
const ShiftV2End = Type.Object({ endTime: EndTime }, { title: 'ShiftEnd', description: 'The end of a shift.' });

const ShiftV2Shape = Type.Object(
  {
    id: Type.String({
      description: 'The id of the shift here: that of its login event.',
      examples: ['evt_1yRBdLkarZwZWBEnzU9Phg'],
    }),
    startTime: instantShape('When it began.'),
    endTime: nullable(instantShape('When it ended; null while it goes on.', '2026-03-01T12:30:00Z')),
  },
  { title: 'StoredShift', description: 'It is stored.' },
);
export type ShiftV2Json = Static<typeof ShiftV2Shape>;

/** The shape of a refusal that names every field that is wrong. Source: the contract's later versions. */
function notOkShape(code: 'INVALID_DATA' | 'NOT_FOUND') {
  return Type.Object(
    {
      status: Type.Literal('NOK'),
      error: Type.Unsafe<string>({ type: 'string', enum: [code] }),
      message: Type.String({ description: 'One sentence.', examples: ['the shift cannot be taken as it is'] }),
      detail: Type.Record(Type.String(), Type.String(), {
        description: 'What is wrong, by field.',
        examples: [{ startTime: 'must lie within 30 minutes of now' }],
      }),
    },
    { description: code },
  );
}

const tags = ['Reporting'];

export const BEGIN_SHIFT = {
  operationId: 'beginShift',
  tags,
  summary: 'A shift begins, or has just been worked',
  description: 'Becomes a login, and a logout where `endTime` is given. The same again is the same shift.',
  body: ShiftV2Body,
  response: { 201: ShiftV2Shape, ...refusals(), 400: notOkShape('INVALID_DATA') },
};

export const END_SHIFT = {
  operationId: 'endShift',
  tags,
  summary: 'A shift ends',
  description: 'Becomes a logout. The same end again is the same; a shift that has ended keeps its end.',
  params: idPath('shift', 'evt_1yRBdLkarZwZWBEnzU9Phg'),
  body: ShiftV2End,
  response: { 200: ShiftV2Shape, ...refusals(), 400: notOkShape('INVALID_DATA'), 404: notOkShape('NOT_FOUND') },
};
