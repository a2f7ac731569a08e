import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';

/** A text to agree to. */
export type Terms = { readonly version: string; readonly text: string };

/** Whose terms: the insurer's, or those of the work provider with this id. */
export type Whose = 'insurer' | number;

const RECORD = {
  name: 'record_terms',
  text: `insert into terms (document, version, text) values ($1, $2, $3) on conflict do nothing`,
};
const VERSION = {
  name: 'terms_of_version',
  text: 'select version, text from terms where document = $1 and version = $2',
};
const NEWEST = {
  name: 'newest_terms',
  text: 'select version, text from terms where document = $1 order by recorded_at desc limit 1',
};

/** False when another text has the version already: what was agreed to never changes. */
export async function recordTerms(db: Queryable, whose: Whose, terms: Terms): Promise<boolean> {
  await rows(db, RECORD, [String(whose), terms.version, terms.text]);
  return (await termsOfVersion(db, whose, terms.version))?.text === terms.text;
}

export async function termsOfVersion(db: Queryable, whose: Whose, version: string): Promise<Terms | undefined> {
  return await firstRow<Terms>(db, VERSION, [String(whose), version]);
}

export async function newestTerms(db: Queryable, whose: Whose): Promise<Terms | undefined> {
  return await firstRow<Terms>(db, NEWEST, [String(whose)]);
}

/** `document` is 'insurer', or the id of a work provider. */
export type Agreement = { readonly document: string; readonly version: string; readonly agreedAt: Instant };

const AGREE = { name: 'agree', text: 'insert into agreement (customer_number, document, version) values ($1, $2, $3)' };
const AGREEMENTS = {
  name: 'agreements_of_customer',
  text: 'select document, version, agreed_at as "agreedAt" from agreement where customer_number = $1 order by id',
};

/** Keeps that a customer agreed to a version that is recorded. */
export async function recordAgreement(
  db: Queryable,
  customerNumber: string,
  whose: Whose,
  version: string,
): Promise<void> {
  await rows(db, AGREE, [customerNumber, String(whose), version]);
}

export async function agreementsOf(db: Queryable, customerNumber: string): Promise<Agreement[]> {
  return await rows<Agreement>(db, AGREEMENTS, [customerNumber]);
}
