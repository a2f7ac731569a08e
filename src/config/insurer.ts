import { readFileSync } from 'node:fs';
import { isEmail } from '../core/identifiers.ts';
import { type ConfigError, type Env, isRefused, refused } from './error.ts';

/** Who insures: the name, contact and terms on every page, none of which stands in the code. */
export type Insurer = {
  readonly name: string;
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly terms: { readonly version: string; readonly text: string };
};

/** INSURER_NAME, INSURER_EMAIL, INSURER_PHONE, INSURER_TERMS_FILE and INSURER_TERMS_VERSION. */
export function readInsurer(env: Env): Insurer | ConfigError {
  const name = env['INSURER_NAME'] || 'Your insurer';
  const email = env['INSURER_EMAIL'] || undefined;
  const phone = env['INSURER_PHONE'] || undefined;
  if (!/^[^\p{C}]{1,100}$/u.test(name)) return refused('INSURER_NAME', name, 'a name of at most 100 characters');
  if (email !== undefined && !isEmail(email)) {
    return refused('INSURER_EMAIL', email, 'an email address such as help@example.com');
  }
  if (phone !== undefined && !/^\+?[\d ()/.-]{3,30}$/.test(phone)) {
    return refused('INSURER_PHONE', phone, 'a telephone number such as +44 20 7946 0000');
  }
  const terms = readTerms(env['INSURER_TERMS_FILE'] || undefined, env['INSURER_TERMS_VERSION'] || undefined);
  return isRefused(terms) ? terms : { name, email, phone, terms };
}

/** So that the house can be looked at before there are terms; the version says it, wherever it is recorded. */
const PLACEHOLDER = {
  version: 'placeholder',
  text: `These are not real terms: whoever runs this system has not set any yet. Agreeing to this text insures nobody.

Once there are terms, they say here what is covered, when cover begins and ends, and what happens to what you tell us.`,
};

function readTerms(file: string | undefined, version: string | undefined): Insurer['terms'] | ConfigError {
  if (file === undefined && version === undefined) return PLACEHOLDER;
  if (file === undefined)
    return refused('INSURER_TERMS_FILE', '', 'the file of the terms that INSURER_TERMS_VERSION names');
  if (!/^[^\p{C}]{1,100}$/u.test(version ?? '') || version === PLACEHOLDER.version) {
    return refused(
      'INSURER_TERMS_VERSION',
      version ?? '',
      'the version of the terms in INSURER_TERMS_FILE, such as 2026-01',
    );
  }
  const text = readText(file);
  if (!text) return refused('INSURER_TERMS_FILE', file, 'a file of UTF-8 text that can be read');
  return { version: version as string, text };
}

const LONGEST_TERMS = 200_000;

/** Plain text, as it will be shown: undefined when it cannot be read or is no text. */
export function readText(file: string): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)).trim();
    return text !== '' && text.length <= LONGEST_TERMS && !text.includes('\0') ? text : undefined;
  } catch {
    return undefined;
  }
}
