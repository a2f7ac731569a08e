import { type Static, Type } from 'typebox';
import { byAnyName, identifierShape } from './identifier.ts';
import { instantShape } from './page.ts';
import { refusals } from './refusal.ts';
import { ReferenceShape } from './report.ts';

const times = (what: string, example: string) =>
  Type.Optional(
    Type.Array(Type.String(), {
      description: `When the driver ${what}: timestamps as events have them.`,
      examples: [[example]],
    }),
  );

const ManifestShape = Type.Object(
  {
    from: Type.String({
      description: 'Where the period begins; read as timestamps of events are.',
      examples: ['2026-03-01T00:00:00Z'],
    }),
    to: Type.String({
      description: 'Where it ends; not part of it. At most 31 days later.',
      examples: ['2026-03-02T00:00:00Z'],
    }),
    drivers: Type.Array(
      Type.Object({
        ...byAnyName,
        reference: Type.Optional(ReferenceShape),
        logins: times('logged in', '2026-03-01T08:00:00Z'),
        logouts: times('logged out', '2026-03-01T12:30:00Z'),
      }),
      {
        description: 'Everyone who worked, each by exactly one identifier; with references, once for each of them.',
        examples: [[{ driverId: '1686', logins: ['2026-03-01T08:00:00Z'], logouts: ['2026-03-01T12:30:00Z'] }]],
      },
    ),
  },
  { title: 'Manifest', description: 'All logins and logouts of a period, as you know them: at most 10,000 times.' },
);

const kind = Type.Unsafe<'login' | 'logout'>({ type: 'string', enum: ['login', 'logout'], description: 'What it is.' });
const stored = {
  eventId: Type.String({ description: 'The event that is stored.', examples: ['evt_1yRBdLkarZwZWBEnzU9Phg'] }),
  storedTimestamp: Type.String({ description: 'Its timestamp as it was sent.', examples: ['2026-03-01T08:00:30Z'] }),
  storedOccurredAt: instantShape('The instant that was read as.', '2026-03-01T08:00:30Z'),
};
const listed = {
  timestamp: Type.String({ description: 'As the manifest has it.', examples: ['2026-03-01T08:00:00Z'] }),
  occurredAt: instantShape('The instant that is read as.'),
};

const ReconciledShape = Type.Object(
  {
    agreeing: Type.Integer({ description: 'How many are in the manifest and stored.', examples: [212] }),
    missing: Type.Array(Type.Object({ kind, ...identifierShape, ...listed }), {
      description: 'In the manifest, and not stored: report these.',
    }),
    extra: Type.Array(Type.Object({ kind, ...identifierShape, ...stored }), {
      description: 'Stored, and not in the manifest.',
    }),
    different: Type.Array(
      Type.Object({
        kind,
        ...identifierShape,
        ...listed,
        ...stored,
        differenceSeconds: Type.Number({ description: 'Stored minus listed.', examples: [30] }),
      }),
      {
        description:
          'Most likely the same, at another time: up to 15 minutes apart, or a whole number of quarter hours.',
      },
    ),
    voided: Type.Array(Type.Object({ kind, ...identifierShape, ...listed, eventId: stored.eventId }), {
      description: 'In the manifest, and stored, but taken back by the insurer.',
    }),
  },
  { title: 'Reconciliation', description: 'How your list and the log differ.' },
);
export type ManifestJson = Static<typeof ManifestShape>;
export type ReconciledJson = Static<typeof ReconciledShape>;

export const RECONCILE = {
  operationId: 'reconcile',
  tags: ['Repair'],
  summary: 'Compare your list with what is stored',
  description:
    'Takes all logins and logouts of a period as you know them, and answers exactly what is missing, extra or different. Stores nothing. ' +
    'Drivers who are stored and not in the list are extra too.',
  body: ManifestShape,
  response: { 200: ReconciledShape, ...refusals('INVALID_DATA', 'PAYLOAD_TOO_LARGE') },
};
