import { type Static, Type } from 'typebox';
import { CLAIMS, type Claim } from '../../core/cover/dispute.ts';
import { identifierShape } from './identifier.ts';
import { instantShape, nullable, pageShape, paging } from './page.ts';
import { refusals } from './refusal.ts';

const periodShape = (description: string, to: string) =>
  Type.Object(
    { from: instantShape('Its beginning.'), to: instantShape('Its end, not itself part of it.', to) },
    {
      description,
    },
  );

const DisputeShape = Type.Object(
  {
    id: Type.String({ description: 'Its id.', examples: ['dsp_AAAAAAAAAAAAAAAAAAAAAA'] }),
    ...identifierShape,
    about: periodShape('The shift, or the part of it, as the driver saw it.', '2026-03-01T12:30:00Z'),
    claim: Type.Unsafe<Claim>({
      type: 'string',
      enum: [...CLAIMS],
      description: 'What the driver says: they were at work, were not, were at work at other times, or something else.',
      examples: ['other_times'],
    }),
    claimed: periodShape('When that happened, as the driver says.', '2026-03-01T13:00:00Z'),
    note: Type.String({
      description: "In the driver's words; empty without any, or when they closed their account.",
      examples: ['The app crashed, so I logged out late.'],
    }),
    openedAt: instantShape('When the driver said so.', '2026-03-02T08:00:00Z'),
    closedAt: nullable(
      instantShape(
        'When the insurer answered, or the driver closed their account; null until then.',
        '2026-03-03T08:00:00Z',
      ),
      [null],
    ),
    answer: nullable(
      Type.String({
        description: "The insurer's answer to the driver; null until then, and once they closed their account.",
      }),
      [null],
    ),
  },
  { title: 'Dispute', description: 'What a driver says is wrong about a shift. It changes nothing by itself.' },
);

const DisputesQuery = Type.Object(
  { open: Type.Boolean({ default: false, description: 'Only those without an answer.' }), ...paging },
  { additionalProperties: false },
);

export type DisputesQuery = Static<typeof DisputesQuery>;
export type DisputeJson = Static<typeof DisputeShape>;

export const LIST_DISPUTES = {
  operationId: 'listDisputes',
  tags: ['Shifts'],
  summary: 'What drivers say is wrong',
  description:
    "The newest first. Only those whose form said that you can read them: that is the insurer's choice. Where a driver is right, send the missing event, or ask the insurer to void the wrong one.",
  querystring: DisputesQuery,
  response: { 200: pageShape(DisputeShape, 'disputes'), ...refusals('INVALID_DATA') },
};
