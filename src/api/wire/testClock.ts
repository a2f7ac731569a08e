import { type Static, Type } from 'typebox';
import { instantShape } from './page.ts';
import { refusals } from './refusal.ts';

const MoveShape = Type.Object(
  {
    advanceBy: Type.String({
      description: 'How far: an ISO 8601 duration of at most 31 days, and altogether at most 366.',
      examples: ['PT9H'],
    }),
  },
  { additionalProperties: false, title: 'ClockMove', description: 'The clock never goes back.' },
);
export type MoveJson = Static<typeof MoveShape>;

export const MOVE_TEST_CLOCK = {
  operationId: 'moveTestClock',
  tags: ['Test mode'],
  summary: 'Moves your clock in test mode forward',
  description: 'For keys of test mode only: to any other key there is no such endpoint.',
  hide: false,
  body: MoveShape,
  response: {
    200: Type.Object(
      { now: instantShape('The present moment by your clock.') },
      { title: 'TestClock', description: 'Every request from now on is answered as of the new time.' },
    ),
    ...refusals('INVALID_DATA'),
  },
};
