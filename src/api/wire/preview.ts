import { type Static, type TSchema, Type } from 'typebox';
import { Reading, readingInWords, SettledOutcome } from './event.ts';
import { Instant, nullable } from './page.ts';
import { refusals } from './refusal.ts';

const PreviewedShape = Type.Object(
  {
    occurredAt: Instant('The instant that the timestamp is read as.'),
    reading: Reading,
    how: Type.String({ description: 'The same in a sentence.', examples: [readingInWords('offset', 'Europe/London')] }),
    known: Type.Boolean({ description: 'The same event is stored already: sending it has no effect.' }),
    linked: Type.Boolean({
      description:
        'Whether the driver ID is linked to a customer at that moment. False by customer number, unless that is linked to one of your driver IDs.',
    }),
    outcome: nullable(SettledOutcome),
  },
  { description: 'What one report would come to. `outcome` is null when too much lies around it to tell quickly.' },
);

const PreviewShape = Type.Object(
  { items: Type.Array(PreviewedShape) },
  { description: 'What the request would come to, item by item. Nothing was stored.' },
);

export type PreviewJson = Static<typeof PreviewShape>;

/** The entry of the preview of one of the contract's four endpoints. */
export function previewEntry(operationId: string, summary: string, body: TSchema) {
  return {
    operationId,
    tags: ['Preview'],
    summary,
    description:
      'Takes and refuses what the endpoint of that name takes and refuses, in the same words, and stores nothing.',
    body,
    response: { 200: PreviewShape, ...refusals() },
  };
}
