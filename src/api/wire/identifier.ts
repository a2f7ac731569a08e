import { Type } from 'typebox';
import type { Identifier, IdentifierKind, Subject } from '../../core/event.ts';
import { DRIVER_ID_PATTERN } from '../../core/identifiers.ts';
import { nullable } from './page.ts';

export const DriverId = Type.String({
  pattern: DRIVER_ID_PATTERN,
  description: 'Your own identifier of the driver: 1 to 255 characters, stored exactly as sent.',
  examples: ['1686'],
});
export const CustomerNumber = Type.String({
  pattern: '^[A-Z0-9]{1,255}$',
  description: "The insurer's number of the customer: letters A-Z and digits.",
  examples: ['ABC12'],
});

/** The member names that identify a driver in requests, the contract's own first, and the kind of each. */
export const IDENTIFIER_NAMES = {
  driverId: 'driverId',
  policyId: 'policyId',
  workProviderUserId: 'driverId',
  customerNumber: 'policyId',
} as const satisfies Record<string, IdentifierKind>;

export type IdentifierName = keyof typeof IDENTIFIER_NAMES;
export const ALL_NAMES = Object.keys(IDENTIFIER_NAMES) as IdentifierName[];

/**
 * Members of a request that names its driver by one of the four names. That it is exactly one is checked by its reader.
 */
export const byAnyName = {
  driverId: Type.Optional(DriverId),
  policyId: Type.Optional(CustomerNumber),
  workProviderUserId: Type.Optional(DriverId),
  customerNumber: Type.Optional(CustomerNumber),
};

/** Members of an answer that name its driver; see `identifierMembers`. */
export const identifierShape = {
  driverId: nullable(
    Type.String({
      description: 'Your own identifier of the driver; null for what was reported by customer number.',
      examples: ['1686'],
    }),
  ),
  policyId: nullable(Type.String({ description: 'The customer number, for what was reported by that.' }), [null]),
};

type Named = { readonly [name in IdentifierName]?: unknown };

/** The names that a request uses for its driver, in the order of `IDENTIFIER_NAMES`. */
export function namesIn(request: Named): IdentifierName[] {
  return ALL_NAMES.filter((name) => request[name] !== undefined);
}

/** The driver that a checked request names, by the first of its names; undefined when it has none. */
export function identifierIn(
  request: { readonly [name in IdentifierName]?: string | undefined },
): Identifier | undefined {
  const name = ALL_NAMES.find((each) => request[each] !== undefined);
  return name && { identifierKind: IDENTIFIER_NAMES[name], identifier: request[name] as string };
}

/** `identifierIn` for one work provider. */
export function subjectIn(request: Parameters<typeof identifierIn>[0], workProvider: number): Subject | undefined {
  const identifier = identifierIn(request);
  return identifier && { workProvider, ...identifier };
}
