import { type Static, Type } from 'typebox';
import { CustomerNumber, DriverId } from '../parse/driver.ts';
import { Instant, nullable } from './page.ts';

const times = (what: string, example: string) =>
  Type.Optional(
    Type.Array(Type.String(), {
      description: `When the driver ${what}: timestamps as events have them.`,
      examples: [[example]],
    }),
  );

export const ManifestShape = Type.Object(
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
        driverId: Type.Optional(DriverId),
        policyId: Type.Optional(CustomerNumber),
        workProviderUserId: Type.Optional(DriverId),
        customerNumber: Type.Optional(CustomerNumber),
        logins: times('logged in', '2026-03-01T08:00:00Z'),
        logouts: times('logged out', '2026-03-01T12:30:00Z'),
      }),
      {
        description: 'Everyone who worked, each by exactly one identifier.',
        examples: [[{ driverId: '1686', logins: ['2026-03-01T08:00:00Z'], logouts: ['2026-03-01T12:30:00Z'] }]],
      },
    ),
  },
  { description: 'All logins and logouts of a period, as you know them: at most 10,000 times.' },
);

const kind = Type.Unsafe<'login' | 'logout'>({ type: 'string', enum: ['login', 'logout'], description: 'What it is.' });
const driver = {
  driverId: nullable(Type.String({ description: 'The driver ID.', examples: ['1686'] })),
  policyId: nullable(Type.String({ description: 'The customer number.' }), [null]),
};
const stored = {
  eventId: Type.String({ description: 'The event that is stored.', examples: ['evt_1yRBdLkarZwZWBEnzU9Phg'] }),
  storedTimestamp: Type.String({ description: 'Its timestamp as it was sent.', examples: ['2026-03-01T08:00:30Z'] }),
  storedOccurredAt: Instant('The instant that was read as.', '2026-03-01T08:00:30Z'),
};
const listed = {
  timestamp: Type.String({ description: 'As the manifest has it.', examples: ['2026-03-01T08:00:00Z'] }),
  occurredAt: Instant('The instant that is read as.'),
};

export const ReconciledShape = Type.Object(
  {
    agreeing: Type.Integer({ description: 'How many are in the manifest and stored.', examples: [212] }),
    missing: Type.Array(Type.Object({ kind, ...driver, ...listed }), {
      description: 'In the manifest, and not stored: report these.',
    }),
    extra: Type.Array(Type.Object({ kind, ...driver, ...stored }), { description: 'Stored, and not in the manifest.' }),
    different: Type.Array(
      Type.Object({
        kind,
        ...driver,
        ...listed,
        ...stored,
        differenceSeconds: Type.Number({ description: 'Stored minus listed.', examples: [30] }),
      }),
      {
        description:
          'The same as far as one can tell, at another time: up to 15 minutes apart, or a whole number of quarter hours.',
      },
    ),
    voided: Type.Array(Type.Object({ kind, ...driver, ...listed, eventId: stored.eventId }), {
      description: 'In the manifest, and stored, but taken back by the insurer.',
    }),
  },
  { description: 'What your list and the log have to say of each other.' },
);
export type ReconciledJson = Static<typeof ReconciledShape>;
