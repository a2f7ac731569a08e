import { type TProperties, type TSchema, Type } from 'typebox';
import { DRIVER_ID_PATTERN } from '../../core/identifiers.ts';
import { CustomerNumber, DriverId, type IdentifierName } from './identifier.ts';
import { refusals } from './refusal.ts';

const TimestampShape = Type.String({
  description:
    'When it happened: an ISO-8601 calendar date and time. Without an offset it is local time in your zone. From the year 2000 to 24 hours ahead of now.',
  examples: ['2026-03-01T08:00:00+00:00'],
});

/** The reference of a report. */
export const ReferenceShape = Type.String({
  pattern: DRIVER_ID_PATTERN,
  description:
    'Names the job that a login begins and a logout ends, for work providers who report each job: 1 to 255 characters. Events with a reference pair only with each other.',
  examples: ['job-4711'],
});

/** Objects that name a driver by one of the four names each. Other members are ignored. */
export function byOneName(more: TProperties, title: string): TSchema[] {
  const named = (name: IdentifierName, shape: TSchema, by: string) =>
    Type.Object({ [name]: shape, ...more }, { title: `${title}By${by}`, description: `By \`${name}\`.` });
  return [
    named('driverId', DriverId, 'DriverId'),
    named('policyId', CustomerNumber, 'PolicyId'),
    named('workProviderUserId', DriverId, 'WorkProviderUserId'),
    named('customerNumber', CustomerNumber, 'CustomerNumber'),
  ];
}

export const ReportShape = Type.Unsafe<object>({
  title: 'Report',
  oneOf: byOneName({ timestamp: TimestampShape, reference: Type.Optional(ReferenceShape) }, 'Report'),
  description: 'A driver and a time. Exactly one of the identifiers; other members are ignored.',
});

/** The most reports that a batch may have. */
export const MOST_ITEMS = 10_000;

export const BatchShape = Type.Array(ReportShape, {
  minItems: 1,
  maxItems: MOST_ITEMS,
  description: 'Reports of one kind, all or nothing.',
});

const PendingShape = Type.Object(
  { status: Type.Literal('PENDING', { description: 'Stored for good; GET /v1/events says what it comes to.' }) },
  { description: 'All of it is stored.' },
);

function reportEntry(operationId: string, summary: string, body: TSchema) {
  return {
    operationId,
    tags: ['Reporting'],
    summary,
    description:
      'Stored durably before the answer. The same event again, now or a year later, is the same event: 202, no effect. ' +
      'JSON whatever the Content-Type says; with or without a trailing slash.',
    body,
    response: { 202: PendingShape, ...refusals() },
  };
}

/**
 * The contract's four endpoints. Source: the contract, "shift/login", "shift/logout", "batch/login", "batch/logout".
 */
export const REPORT_LOGIN = reportEntry('reportLogin', 'A driver logs in', ReportShape);
export const REPORT_LOGOUT = reportEntry('reportLogout', 'A driver logs out', ReportShape);
export const REPORT_LOGINS = reportEntry('reportLogins', 'Drivers log in', BatchShape);
export const REPORT_LOGOUTS = reportEntry('reportLogouts', 'Drivers log out', BatchShape);
