import { type Static, type TSchema, Type } from 'typebox';
import { ReadingShape, readingInWords, SettledOutcomeShape } from './event.ts';
import { instantShape, nullable } from './page.ts';
import { refusals } from './refusal.ts';
import { BatchShape, ReportShape } from './report.ts';

const PreviewedShape = Type.Object(
  {
    occurredAt: instantShape('The instant that the timestamp is read as.'),
    reading: ReadingShape,
    how: Type.String({ description: 'The same in a sentence.', examples: [readingInWords('offset', 'Europe/London')] }),
    known: Type.Boolean({ description: 'The same event is stored already: sending it has no effect.' }),
    voided: Type.Boolean({ description: 'The same event is stored and void: sending it again leaves it void.' }),
    linked: Type.Boolean({
      description:
        'Whether the driver ID is linked to a customer at that time. False by customer number, unless that is linked to one of your driver IDs.',
    }),
    outcome: nullable(SettledOutcomeShape),
  },
  {
    title: 'Previewed',
    description: 'What one report would come to. `outcome` is null when too much lies around it to say quickly.',
  },
);

const PreviewShape = Type.Object(
  { items: Type.Array(PreviewedShape) },
  { title: 'Preview', description: 'What the request would come to, item by item. Nothing was stored.' },
);

export type PreviewJson = Static<typeof PreviewShape>;

function previewEntry(operationId: string, summary: string, body: TSchema) {
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

export const PREVIEW_LOGIN = previewEntry('previewLogin', 'What a login would come to', ReportShape);
export const PREVIEW_LOGOUT = previewEntry('previewLogout', 'What a logout would come to', ReportShape);
export const PREVIEW_LOGINS = previewEntry('previewLogins', 'What logins would come to', BatchShape);
export const PREVIEW_LOGOUTS = previewEntry('previewLogouts', 'What logouts would come to', BatchShape);
