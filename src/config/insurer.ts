import { readFileSync } from 'node:fs';
import type { Insurer, Terms } from '../core/insurer.ts';
import type { Reader } from './environment.ts';
import { ANY_TEXT, EMAIL, NAME, PHONE } from './values.ts';

/**
 * INSURER_NAME, INSURER_EMAIL, INSURER_PHONE, INSURER_TERMS_FILE, INSURER_TERMS_VERSION, and the files of the texts. Refuses
 * an insurer with a name and without terms: drivers would believe that they are insured.
 */
export function readInsurer(read: Reader): Insurer {
  const name = read.text('INSURER_NAME', NAME, undefined);
  const terms = readTerms(read);
  if (name !== undefined && isPlaceholder(terms))
    read.reject('INSURER_TERMS_FILE', '', { wanted: 'the file of the terms of the insurer that INSURER_NAME names' });
  return {
    name: name ?? 'Your insurer',
    email: read.text('INSURER_EMAIL', EMAIL, undefined),
    phone: read.text('INSURER_PHONE', PHONE, undefined),
    terms,
    texts: {
      accident: readTextOf(read, 'INSURER_ACCIDENT_FILE'),
      privacy: readTextOf(read, 'INSURER_PRIVACY_FILE'),
      complaints: readTextOf(read, 'INSURER_COMPLAINTS_FILE'),
    },
    sharesDisputes: read.oneOf('SHARE_DISPUTES', ['no', 'yes'], 'no') === 'yes',
  };
}

function readTextOf(read: Reader, name: string): string | undefined {
  const file = read.text(name, ANY_TEXT, undefined);
  const text = file === undefined ? undefined : readText(file);
  if (file !== undefined && text === undefined) read.reject(name, file, { wanted: TEXT_FILE });
  return text;
}

const TEXT_FILE = 'a file of UTF-8 text that can be read';

/** Whether nobody has set terms yet. */
export function isPlaceholder({ version }: Terms): boolean {
  return version === PLACEHOLDER.version;
}

/** Lets the pages be tried before there are terms. Its version says so wherever an agreement is recorded. */
const PLACEHOLDER = {
  version: 'placeholder',
  text: `These are not real terms: the operator of this system has not set any yet. Agreeing to this text insures nobody.

Once there are terms, they say here what is covered, when cover begins and ends, and what happens to what you tell us.`,
};

function readTerms(read: Reader): Terms {
  const file = read.text('INSURER_TERMS_FILE', ANY_TEXT, undefined);
  const version = read.text('INSURER_TERMS_VERSION', ANY_TEXT, undefined);
  if (file === undefined && version === undefined) return PLACEHOLDER;
  if (file === undefined) {
    read.reject('INSURER_TERMS_FILE', '', { wanted: 'the file of the terms that INSURER_TERMS_VERSION names' });
  } else if (version === undefined || !NAME.isValid(version) || version === PLACEHOLDER.version) {
    const wanted = 'the version of the terms in INSURER_TERMS_FILE, such as 2026-01';
    read.reject('INSURER_TERMS_VERSION', version ?? '', { wanted });
  } else {
    const text = readText(file);
    if (text !== undefined) return { version, text };
    read.reject('INSURER_TERMS_FILE', file, { wanted: TEXT_FILE });
  }
  return PLACEHOLDER;
}

const MAX_TERMS_CHARACTERS = 200_000;

/** The text of a UTF-8 file, trimmed. Undefined if it cannot be read, or is empty, binary or too long. */
export function readText(file: string): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)).trim();
    return text !== '' && text.length <= MAX_TERMS_CHARACTERS && !text.includes('\0') ? text : undefined;
  } catch {
    return undefined;
  }
}
