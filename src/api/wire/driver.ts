import { type Static, Type } from 'typebox';
import { CustomerNumber, DriverId } from '../parse/driver.ts';

/** Exactly one of them, by its newer name or its older one. */
export const DriverQuery = Type.Object(
  {
    driverId: Type.Optional(DriverId),
    policyId: Type.Optional(CustomerNumber),
    workProviderUserId: Type.Optional(DriverId),
    customerNumber: Type.Optional(CustomerNumber),
  },
  { additionalProperties: false },
);
export type DriverQuery = Static<typeof DriverQuery>;

export const DriverStatusShape = Type.Object(
  {
    status: Type.Unsafe<'ENABLED' | 'DISABLED'>({
      type: 'string',
      enum: ['ENABLED', 'DISABLED'],
      description: 'Whether work for you gives this driver cover at present.',
    }),
    detail: Type.String({ description: 'The same in a sentence.', examples: ['Work for you gives cover.'] }),
    policyId: CustomerNumber,
    customerNumber: CustomerNumber,
    driverId: DriverId,
    workProviderUserId: DriverId,
  },
  { description: 'How a driver stands who agreed to share with you.' },
);
export type DriverStatusJson = Static<typeof DriverStatusShape>;

export const MatchBody = Type.Object(
  {
    customerNumber: CustomerNumber,
    success: Type.Boolean({ description: 'Whether it is one of your drivers.' }),
  },
  { description: 'Whether a customer number that you were given is one of your drivers. Other members are ignored.' },
);
export type MatchBody = Static<typeof MatchBody>;

export const NotedShape = Type.Object(
  { status: Type.Literal('PENDING', { description: 'Noted for good; the insurer sees it.' }) },
  { description: 'It is noted.' },
);
