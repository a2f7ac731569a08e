import { LANGUAGES, type Language } from '../../core/language.ts';
import { en, type MailTexts } from './en.ts';
import { pl } from './pl.ts';
import { ro } from './ro.ts';

const ALL_MAILS: Readonly<Record<Language, MailTexts>> = { en, pl, ro };

/** The texts in the language of a customer; in English where nobody has said which. */
export function mailTextsIn(language: Language | null): MailTexts {
  return ALL_MAILS[language ?? LANGUAGES[0]];
}
