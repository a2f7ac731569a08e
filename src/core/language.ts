/** The languages of pages and mails; the first one is taken where nobody says which. */
export const LANGUAGES = ['en', 'pl', 'ro'] as const;
/** One of the languages, by its ISO 639 code. */
export type Language = (typeof LANGUAGES)[number];

/** The language and region by which dates, plurals and the order of names are formed. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', pl: 'pl-PL', ro: 'ro-RO' };

/** The language that a text names; undefined for any other text. */
export function languageIn(text: string | null | undefined): Language | undefined {
  return LANGUAGES.find((each) => each === text);
}

/** The language that suits a header Accept-Language best: by its weights, regions aside. Source: RFC 9110, 12.5.4. */
export function languageAccepted(header: string | undefined): Language {
  const asked = (header ?? '').split(',').flatMap((range, index) => {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const language = languageIn(tag.split('-')[0]);
    const weight = Number(/^\s*q=([\d.]+)$/.exec(parameters.at(-1) ?? '')?.[1] ?? 1);
    return language && weight > 0 ? [{ language, weight, index }] : [];
  });
  return asked.toSorted((a, b) => b.weight - a.weight || a.index - b.index)[0]?.language ?? LANGUAGES[0];
}

/** The words for a count: `other`, and what else the language distinguishes. `#` stands for the count. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** The words for a count in a language. Source: Unicode CLDR plural rules, by Intl. */
export function plural(language: Language, count: number, forms: Forms): string {
  const form = forms[new Intl.PluralRules(LOCALES[language]).select(count)] ?? forms.other;
  return form.replaceAll('#', String(count));
}
