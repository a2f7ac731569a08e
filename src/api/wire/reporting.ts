import { type TSchema, Type } from 'typebox';
import { refusals } from './refusal.ts';

const Pending = Type.Object(
  { status: Type.Literal('PENDING', { description: 'Stored for good; what it comes to is told by /v1/events.' }) },
  { description: 'All of it is stored.' },
);

/** The entry of one of the contract's four endpoints. Its body is read by intake, which says what is wrong item by item. */
export function reportingEntry(operationId: string, summary: string, body: TSchema) {
  return {
    operationId,
    tags: ['Reporting'],
    summary,
    description:
      'Stored durably before the answer. The same event again, now or a year later, is the same event: 202, no effect. ' +
      'JSON whatever the Content-Type says; with or without a trailing slash.',
    body,
    response: {
      202: Pending,
      ...refusals(),
    },
  };
}
