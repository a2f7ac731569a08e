import { AsyncLocalStorage } from 'node:async_hooks';
import { LANGUAGES, type Language } from '../../core/language.ts';
import { en, type Texts } from './en/texts.ts';
import { pl } from './pl/texts.ts';
import { ro } from './ro/texts.ts';

/** The texts of each language. */
export const ALL_TEXTS: Readonly<Record<Language, Texts>> = { en, pl, ro };

const current = new AsyncLocalStorage<Language>();

/** Does work in a language: every page that it makes is in that one. */
export function inLanguage<T>(language: Language, work: () => T): T {
  return current.run(language, work);
}

/** The language of the request that is being answered. */
export function language(): Language {
  return current.getStore() ?? LANGUAGES[0];
}

/** The texts in the language of the request that is being answered. */
export function texts(): Texts {
  return ALL_TEXTS[language()];
}
