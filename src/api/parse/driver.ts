import { type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { IdentifierKind } from '../../core/event.ts';
import { DRIVER_ID_PATTERN } from '../../core/identifiers.ts';

export const DriverId = Type.String({
  pattern: DRIVER_ID_PATTERN,
  description: 'Your own identifier of the driver: 1 to 255 characters, kept exactly as they are.',
  examples: ['1686'],
});
export const CustomerNumber = Type.String({
  pattern: '^[A-Z0-9]{1,255}$',
  description: "The insurer's number of the customer: letters A-Z and digits.",
  examples: ['ABC12'],
});
const Timestamp = Type.String({
  description:
    'When it happened: an ISO-8601 calendar date and time. Without an offset it is local time in your zone. From the year 2000 to 24 hours ahead of now.',
  examples: ['2026-03-01T08:00:00+00:00'],
});

/** The names that identify a driver on the wire, the contract's own first, and what each of them is. */
export const NAMES = {
  driverId: 'driverId',
  policyId: 'policyId',
  workProviderUserId: 'driverId',
  customerNumber: 'policyId',
} as const satisfies Record<string, IdentifierKind>;

export type Name = keyof typeof NAMES;

const absent = Type.Optional(Type.Never());
const NONE = { driverId: absent, policyId: absent, workProviderUserId: absent, customerNumber: absent };
const named = <T extends TSchema>(name: Name, shape: T, title: string) =>
  Type.Object({ ...NONE, [name]: shape, timestamp: Timestamp }, { title });

/** One login or logout on the wire: exactly one identifier, and when. Source: the contract, "shift/login". */
export const ReportShape = Type.Union(
  [
    named('driverId', DriverId, 'By driver ID'),
    named('policyId', CustomerNumber, 'By customer number'),
    named('workProviderUserId', DriverId, 'By driver ID, under its newer name'),
    named('customerNumber', CustomerNumber, 'By customer number, under its newer name'),
  ],
  { description: 'A driver and a moment. Exactly one of the identifiers; other members are ignored.' },
);

export const MOST_ITEMS = 10_000;

export const BatchShape = Type.Array(ReportShape, {
  minItems: 1,
  maxItems: MOST_ITEMS,
  description: 'Reports of one kind, all or nothing.',
});

/** A report that has the shape: one of the names is there. */
export type ReportBody = { readonly [name in Name]?: string } & { readonly timestamp: string };

const compiled = Compile(ReportShape);

export function isReport(item: unknown): item is ReportBody {
  return compiled.Check(item);
}
