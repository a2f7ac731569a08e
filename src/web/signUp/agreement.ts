import { type Faults, tickBox } from '../layout/fields.ts';
import type { Html } from '../layout/html.ts';
import { words } from '../text/text.ts';
import { type TermsOf, termsToRead } from './terms.ts';

export type Agreement = {
  readonly name: string;
  readonly of: TermsOf;
  readonly label: string;
  readonly ticked: boolean;
};

/** A box whose value is the version of the terms that are agreed to, with the terms themselves below it. */
export function agreement({ name, of, label, ticked }: Agreement, faults: Faults): Html {
  return tickBox({ name, value: of.terms.version, label, ticked, below: termsToRead(of) }, faults);
}

/**
 * What is wrong with the box as it was sent. An agreement to terms that changed while someone read them is no
 * agreement.
 */
export function agreementError(version: string, of: TermsOf, notTicked: string): string | undefined {
  if (version === '') return notTicked;
  return version === of.terms.version ? undefined : words.faults.termsChanged;
}
