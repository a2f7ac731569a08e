import { type Static, Type } from 'typebox';

export const TestProviderQuery = Type.Object(
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

export const TestProviderShape = Type.Object(
  {
    workProvider: Type.String({ description: 'Your name in test mode.', examples: ['Test Couriers 5f0c9a7d21b3'] }),
    key: Type.String({
      description: 'Your key, shown this once. Keep it as you would a live one.',
      examples: ['test_NhT3sC5m2L8rXkWq7yVbP0aZdEfGuJiO1xS4nM6tQ9c'],
    }),
    timeZone: Type.String({ examples: ['Europe/London'] }),
    drivers: Type.Array(
      Type.Object({
        driverId: Type.String({ examples: ['ana'] }),
        customerNumber: Type.String({ examples: ['KT7WM3PQ'] }),
        email: Type.String({ examples: ['ana.kt7wm3pq@example.com'] }),
        linkedFrom: Type.Union([Type.String(), Type.Null()], {
          description: 'Since when the driver ID is linked to the customer; null: it is not.',
          examples: ['2026-03-01T08:00:00Z'],
        }),
      }),
      { description: 'Report any other driver ID to see what becomes of those nobody knows.' },
    ),
  },
  { description: 'Made.' },
);
export type TestProviderJson = Static<typeof TestProviderShape>;
