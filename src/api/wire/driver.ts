import { type Static, Type } from 'typebox';
import { byAnyName, CustomerNumber, DriverId } from './identifier.ts';
import { refusals } from './refusal.ts';

const DriverQuery = Type.Object(byAnyName, { additionalProperties: false });
export type DriverQuery = Static<typeof DriverQuery>;

const DriverStatusShape = Type.Object(
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
  { title: 'DriverStatus', description: 'A driver who agreed to share with you.' },
);
export type DriverStatusJson = Static<typeof DriverStatusShape>;

const MatchBody = Type.Object(
  {
    customerNumber: CustomerNumber,
    success: Type.Boolean({ description: 'Whether it is one of your drivers.' }),
  },
  {
    title: 'Match',
    description:
      'Whether a customer number that you were given is that of one of your drivers. Other members are ignored.',
  },
);
export type MatchBody = Static<typeof MatchBody>;

const NotedShape = Type.Object(
  { status: Type.Literal('PENDING', { description: 'Noted for good; the insurer sees it.' }) },
  { description: 'It is noted.' },
);

const ValidateQuery = Type.Object({
  email: Type.Optional(
    Type.Union([Type.String(), Type.Array(Type.String())], {
      description: 'The address that must be theirs; letters of ASCII compare without case.',
      examples: ['driver@example.com'],
    }),
  ),
});
export type ValidateQuery = Static<typeof ValidateQuery>;

const tags = ['Drivers'];

export const GET_DRIVER_STATUS = {
  operationId: 'getDriverStatus',
  tags,
  summary: 'Whether work for you gives a driver cover',
  description:
    'Of a driver who agreed to share with you. Anyone else is unknown, whether or not there is such a customer. Written to the audit log.',
  querystring: DriverQuery,
  response: { 200: DriverStatusShape, ...refusals('INVALID_DATA', 'INVALID_CUSTOMER') },
};

export const REPORT_MATCH = {
  operationId: 'reportMatch',
  tags,
  summary: 'Whether you found a driver',
  description:
    'Informs the insurer whether a customer number that you were given is that of one of your drivers. It is stored for operators to read, whatever the number is.',
  body: MatchBody,
  response: { 202: NotedShape, ...refusals('INVALID_DATA') },
};

export const VALIDATE_CUSTOMER_NUMBER = {
  operationId: 'validateCustomerNumber',
  tags,
  summary: 'Whether a customer number exists',
  description:
    'And, with `email`, whether it is theirs. Written to the audit log, and limited more tightly than the rest.',
  querystring: ValidateQuery,
  response: {
    204: Type.Null({ description: 'There is such a customer.' }),
    ...refusals('INVALID_CUSTOMER', 'INVALID_CUSTOMER_EMAIL'),
  },
};
