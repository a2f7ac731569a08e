import { type Static, Type } from 'typebox';
import type { FindingCode } from '../../core/feed/feedHealth.ts';
import { instantShape, nullable } from './page.ts';
import { refusals } from './refusal.ts';

const CODES: readonly FindingCode[] = [
  'time_zone_fault',
  'clock_ahead',
  'clock_behind',
  'missing_logouts',
  'logouts_without_login',
  'login_and_logout_at_one_instant',
  'drivers_not_linked',
  'similar_driver_ids',
  'events_ahead_of_time',
  'repeated_logins',
  'repeated_events',
  'timestamps_without_offset',
  'events_set_aside',
];

const seconds = (what: string, example: number) =>
  nullable(Type.Number({ description: `${what}, in seconds.`, examples: [example] }));

const LatenessShape = Type.Object(
  {
    p50: seconds('Half of the events come no later', 1.2),
    p90: seconds('Nine in ten come no later', 3.5),
    p99: seconds('All but one in a hundred come no later', 41),
    max: seconds('The latest of all', 3_600),
  },
  { title: 'Lateness', description: 'Received minus occurred; null where there are no events.' },
);

const HealthReportShape = Type.Object(
  {
    from: instantShape('Where the days begin.'),
    to: instantShape('Now.', '2026-03-08T08:00:00Z'),
    looked: Type.Integer({ description: 'How many events were read: the newest 5,000 at most.', examples: [812] }),
    complete: Type.Boolean({ description: 'Whether these are all there are.', examples: [true] }),
    lateness: LatenessShape,
    days: Type.Array(
      Type.Object({
        date: Type.String({ format: 'date', description: 'By day of receipt, in UTC.', examples: ['2026-03-07'] }),
        events: Type.Integer({ description: 'How many were received.', examples: [116] }),
        lateness: LatenessShape,
      }),
      { description: 'The last first.' },
    ),
    findings: Type.Array(
      Type.Object({
        code: Type.Unsafe<FindingCode>({
          type: 'string',
          enum: [...CODES],
          description: 'What it is, for programs.',
          examples: ['missing_logouts'],
        }),
        count: Type.Integer({ description: 'How many events or shifts show it.', examples: [3] }),
        share: Type.Number({ description: 'Of the events read, from 0 to 1.', examples: [0.004] }),
        sentence: Type.String({
          description: 'What was found.',
          examples: ['3 shifts ended at their limit, because no logout came.'],
        }),
        likelyFix: Type.String({
          description: 'What would correct it.',
          examples: ['Report the logout when a driver goes off, and again after a crash of the app.'],
        }),
        examples: Type.Array(Type.String({ examples: ['evt_1yRBdLkarZwZWBEnzU9Phg'] }), {
          description: 'The ids of a few such events.',
        }),
      }),
      { description: 'The gravest first; empty when nothing is wrong.' },
    ),
  },
  { title: 'HealthReport', description: 'The quality of your feed over the last days.' },
);
export type HealthReportJson = Static<typeof HealthReportShape>;

const HealthReportQuery = Type.Object(
  { days: Type.Integer({ minimum: 1, maximum: 31, default: 7, description: 'How many days to look back.' }) },
  { additionalProperties: false },
);
export type HealthReportQuery = Static<typeof HealthReportQuery>;

export const GET_HEALTH_REPORT = {
  operationId: 'getHealthReport',
  tags: ['Repair'],
  summary: 'The quality of your feed',
  description:
    'How late events come, and what is wrong with them: missing logouts, unknown drivers, a time zone that cannot be right. Each with examples and the likely fix.',
  querystring: HealthReportQuery,
  response: { 200: HealthReportShape, ...refusals('INVALID_DATA') },
};
