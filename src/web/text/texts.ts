import { AsyncLocalStorage } from 'node:async_hooks';
import { LANGUAGES, type Language } from '../../core/language.ts';
import { en } from './en/texts.ts';
import { pl } from './pl/texts.ts';
import { ro } from './ro/texts.ts';

/** Every text of the pages in one language. A text that a language lacks is an error of types. */
export type Texts = Translated<typeof en>;

/** The same members with other words. */
type Translated<T> = T extends string
  ? string
  : T extends (...values: infer Values) => infer Text
    ? (...values: Values) => Translated<Text>
    : { readonly [Key in keyof T]: Translated<T[Key]> };

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
