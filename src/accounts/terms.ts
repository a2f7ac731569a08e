import type { Terms } from '../core/insurer.ts';
import { newestTerms, recordTerms, type TermsOwner, termsOfVersion } from '../store/customer/terms.ts';
import type { Queryable } from '../store/postgres/database.ts';

/** Stands for the terms of a work provider that has given none. */
const NONE_GIVEN: Terms = {
  version: 'none-given',
  text: `This work provider has given no terms of its own.

By agreeing you allow it to tell the insurer when you begin and end work for it. The insurer uses this to work out when you are covered, and keeps it as proof.`,
};

/** The newest terms of the work provider, or a standard text when it has given none. */
export async function providerTerms(db: Queryable, providerId: number): Promise<Terms> {
  return (await newestTerms(db, providerId)) ?? NONE_GIVEN;
}

/**
 * Whether a customer can agree to the version: any recorded version of the insurer, and the newest of a work provider.
 * Records the standard text for a work provider that has given none, so that the agreement has a text.
 */
export async function canBeAgreedTo(db: Queryable, owner: TermsOwner, version: string | undefined): Promise<boolean> {
  if (version === undefined) return false;
  if (owner === 'insurer') return (await termsOfVersion(db, owner, version)) !== undefined;
  const newest = await providerTerms(db, owner);
  if (newest.version !== version) return false;
  return newest !== NONE_GIVEN || (await recordTerms(db, owner, NONE_GIVEN));
}

/** The versions of standard texts, which nobody named. */
const UNNAMED: readonly string[] = ['placeholder', NONE_GIVEN.version];

/** The version of terms as it is shown to a driver; undefined for a standard text. */
export function versionToShow(version: string): string | undefined {
  return UNNAMED.includes(version) ? undefined : version;
}
