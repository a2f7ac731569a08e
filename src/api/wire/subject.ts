import type { Subject } from '../../core/event.ts';

/** Whom a query names, if anyone: a driver ID goes before a customer number. */
export function subjectIn(
  query: { readonly driverId?: string | undefined; readonly policyId?: string | undefined },
  workProvider: number,
): Subject | undefined {
  const { driverId, policyId } = query;
  if (driverId !== undefined) return { workProvider, identifierKind: 'driverId', identifier: driverId };
  return policyId === undefined ? undefined : { workProvider, identifierKind: 'policyId', identifier: policyId };
}
