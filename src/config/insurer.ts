import { readFileSync } from 'node:fs';
import type { Insurer, Terms } from '../core/insurer.ts';
import type { Reader } from './environment.ts';
import { ANY_TEXT, EMAIL, NAME, PHONE } from './values.ts';

/** INSURER_NAME, INSURER_EMAIL, INSURER_PHONE, INSURER_TERMS_FILE and INSURER_TERMS_VERSION. */
export function readInsurer(read: Reader): Insurer {
  return {
    name: read.text('INSURER_NAME', NAME, 'Your insurer'),
    email: read.text('INSURER_EMAIL', EMAIL, undefined),
    phone: read.text('INSURER_PHONE', PHONE, undefined),
    terms: readTerms(read),
  };
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
    read.reject('INSURER_TERMS_FILE', file, { wanted: 'a file of UTF-8 text that can be read' });
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
