import type { Texts } from '../en/texts.ts';

/** Texts of signing up, agreeing to a link, and reading terms. */
export const signUpText: Texts['signUp'] = {
  signUp: {
    title: 'Zarejestruj się',
    lead: (insurer) => `${insurer} ubezpiecza Cię, gdy pracujesz. To zajmie minutę.`,
    leadWith: (provider, insurer) => `${insurer} ubezpiecza Cię, gdy pracujesz dla ${provider}. To zajmie minutę.`,
    submit: 'Zarejestruj się',
    submitWith: 'Zarejestruj się i powiąż',
    busy: 'Rejestracja…',
    haveAccount: 'Masz już konto?',
    logIn: 'Zaloguj się',
  },

  terms: {
    agree: (whose) => `Zgadzam się na warunki ${whose}`,
    read: (whose) => `Przeczytaj warunki ${whose}`,
    version: (version) => `Wersja ${version}`,
    newTab: '(otwiera nową kartę)',
    title: (whose) => `Warunki ${whose}`,
  },

  link: {
    title: (provider) => `Powiąż ${provider}`,
    lead: (provider) => `Aby mieć ochronę, gdy pracujesz dla ${provider}.`,
    workProvider: 'Zleceniodawca',
    driverId: 'Twój identyfikator kuriera tam',
    customerNumber: 'Twój numer klienta',
    sharingTitle: 'Kto komu co przekazuje',
    sharing: (provider, insurer, introduces) => [
      [
        `${provider} przekazuje do ${insurer}`,
        'kiedy się logujesz i wylogowujesz, pod Twoim identyfikatorem kuriera. Nic o trasach, miejscach ani zarobkach.',
      ],
      [
        `${insurer} przekazuje do ${provider}`,
        introduces
          ? 'Twój numer klienta, e-mail i telefon, żeby znaleźli Cię wśród swoich kurierów. Nic o Twojej pracy dla innych.'
          : 'czy Twój numer klienta i e-mail są prawidłowe, jeśli zapytają. Nic o Twojej pracy dla innych.',
      ],
      ['Ty decydujesz', 'i możesz zakończyć powiązanie, kiedy zechcesz. Ochrona tej pracy wtedy ustaje.'],
    ],
    agree: 'Zgadzam się i powiąż',
    busy: 'Wiązanie…',
    decline: 'Odmawiam',
    wrongId: (provider) => `To nie Twój identyfikator kuriera? Odmów i poproś ${provider} o nowy link.`,
  },
};
