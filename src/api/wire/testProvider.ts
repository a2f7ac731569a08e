import { type Static, Type } from 'typebox';
import { instantShape, nullable } from './page.ts';
import { refusalShapes } from './refusal.ts';

const TestProviderQuery = Type.Object(
  {
    timeZone: Type.String({
      default: 'Europe/London',
      description: 'The zone of your timestamps without offset.',
      examples: ['Europe/Paris'],
    }),
  },
  { additionalProperties: false },
);
export type TestProviderQuery = Static<typeof TestProviderQuery>;

const TestProviderShape = Type.Object(
  {
    workProvider: Type.String({ description: 'Your name in test mode.', examples: ['Test Couriers 5f0c9a7d21b3'] }),
    key: Type.String({
      description: 'Your key, shown this once. Store it as you would a live one.',
      examples: ['test_NhT3sC5m2L8rXkWq7yVbP0aZdEfGuJiO1xS4nM6tQ9c'],
    }),
    keyEndsAt: instantShape('When the key ends: 30 days after it was made. Get another then.', '2026-04-01T08:00:00Z'),
    timeZone: Type.String({ description: 'The zone of your timestamps without offset.', examples: ['Europe/London'] }),
    drivers: Type.Array(
      Type.Object({
        driverId: Type.String({ examples: ['ana'] }),
        customerNumber: Type.String({ examples: ['KT7WM3PQ'] }),
        email: Type.String({ examples: ['ana.kt7wm3pq@example.com'] }),
        linkedFrom: nullable(instantShape('Since when the driver ID is linked to the customer; null: it is not.')),
      }),
      { description: 'Report any other driver ID to see what becomes of an unknown one.' },
    ),
  },
  { title: 'TestWorkProvider', description: 'It is made.' },
);
export type TestProviderJson = Static<typeof TestProviderShape>;

export const ADD_TEST_PROVIDER = {
  operationId: 'addTestWorkProvider',
  tags: ['Test mode'],
  summary: 'A work provider of your own to try things with',
  description:
    'Needs no key and makes one, for data apart from the live ones: send it to any endpoint, and it works as the live one does. Comes with a driver who is linked and one who is not.',
  security: [],
  querystring: TestProviderQuery,
  response: { 201: TestProviderShape, ...refusalShapes(['INVALID_DATA', 'RATE_LIMITED', 'INTERNAL', 'UNAVAILABLE']) },
};
