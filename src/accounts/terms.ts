import { newestTerms, recordTerms, type Terms, termsOfVersion, type Whose } from '../store/customer/terms.ts';
import type { Queryable } from '../store/postgres/database.ts';

/** Keeps the insurer's text for whoever asks later what was agreed to. False when the version has another text already. */
export async function recordInsurerTerms(db: Queryable, terms: Terms): Promise<boolean> {
  return await recordTerms(db, 'insurer', terms);
}

/** What stands for the terms of a work provider that has given none. */
const NONE_GIVEN: Terms = {
  version: 'none-given',
  text: `This work provider has given no terms of its own.

By agreeing you allow it to tell the insurer when you begin and end work for it. The insurer uses this to work out when you are covered, and keeps it as proof.`,
};

/** The work provider's newest terms. */
export async function providerTerms(db: Queryable, providerId: number): Promise<Terms> {
  return (await newestTerms(db, providerId)) ?? NONE_GIVEN;
}

/** Whether somebody can agree to the version: it is known, and a work provider's is still its newest. */
export async function canBeAgreedTo(db: Queryable, whose: Whose, version: string | undefined): Promise<boolean> {
  if (version === undefined) return false;
  if (whose === 'insurer') return (await termsOfVersion(db, whose, version)) !== undefined;
  const newest = await providerTerms(db, whose);
  if (newest.version !== version) return false;
  return newest !== NONE_GIVEN || (await recordTerms(db, whose, NONE_GIVEN));
}

/** What stands in the records for terms that nobody has given: no name of a version that would tell a driver anything. */
const NO_VERSIONS: readonly string[] = ['placeholder', NONE_GIVEN.version];

/** The name of a version of terms, where somebody gave it one. */
export function versionToTell(version: string): string | undefined {
  return NO_VERSIONS.includes(version) ? undefined : version;
}
