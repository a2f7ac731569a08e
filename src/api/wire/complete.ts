import { type Static, Type } from 'typebox';
import { refusals } from './refusal.ts';

const CompleteShape = Type.Object(
  {
    upTo: Type.String({
      description: 'Read as the timestamps of events are. It may not lie ahead of now.',
      examples: ['2026-03-01T08:00:00+00:00'],
    }),
    takeBack: Type.Optional(
      Type.Boolean({
        description: 'Takes back what was said of later times: more of it may still be sent.',
        examples: [true],
      }),
    ),
  },
  { title: 'Completeness', description: 'Everything that happened before `upTo` has been sent.' },
);
export type CompleteJson = Static<typeof CompleteShape>;

export const COMPLETE = {
  operationId: 'sayComplete',
  tags: ['Reporting'],
  summary: 'All that happened before a time has been sent',
  description:
    'Makes a "not covered" of the time before final at once. Optional: a feed that never says so is judged by how late its ' +
    'events usually come. Recorded with its time; an earlier `upTo` than one before changes nothing, unless `takeBack` is true.',
  body: CompleteShape,
  response: {
    202: Type.Object({ status: Type.Literal('PENDING') }, { description: 'Recorded for good.' }),
    ...refusals('INVALID_DATA'),
  },
};
