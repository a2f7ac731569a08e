import type { Terms } from '../../core/insurer.ts';
import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';

/** The owner of terms: the insurer, or the id of a work provider. */
export type TermsOwner = 'insurer' | number;

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

/** Records a version. False when the version has another text already: a text that was agreed to never changes. */
export async function recordTerms(db: Queryable, owner: TermsOwner, terms: Terms): Promise<boolean> {
  await rows(db, RECORD, [String(owner), terms.version, terms.text]);
  return (await termsOfVersion(db, owner, terms.version))?.text === terms.text;
}

/** The terms of this version, whether it is the newest or not. */
export async function termsOfVersion(db: Queryable, owner: TermsOwner, version: string): Promise<Terms | undefined> {
  return await firstRow<Terms>(db, VERSION, [String(owner), version]);
}

/** The terms that were recorded last. */
export async function newestTerms(db: Queryable, owner: TermsOwner): Promise<Terms | undefined> {
  return await firstRow<Terms>(db, NEWEST, [String(owner)]);
}

/** A version that a customer agreed to. `document`: `insurer`, or the id of a work provider. */
export type Agreement = { readonly document: string; readonly version: string; readonly agreedAt: Instant };

const AGREE = { name: 'agree', text: 'insert into agreement (customer_number, document, version) values ($1, $2, $3)' };
const AGREEMENTS = {
  name: 'agreements_of_customer',
  text: `select document, version, agreed_at as "agreedAt" from agreement
         where customer_number = any(numbers_of($1))
           and agreed_at >= coalesce((select opened_at from account where customer_number = $1), '-infinity') order by id`,
};

/** Records that the customer agrees to the version now. The version must be recorded. */
export async function recordAgreement(
  db: Queryable,
  customerNumber: string,
  owner: TermsOwner,
  version: string,
): Promise<void> {
  await rows(db, AGREE, [customerNumber, String(owner), version]);
}

/** All agreements of the customer since their account was opened, the oldest first. */
export async function agreementsOf(db: Queryable, customerNumber: string): Promise<Agreement[]> {
  return await rows<Agreement>(db, AGREEMENTS, [customerNumber]);
}
