import type { Texts } from '../en/texts.ts';
import { timeText } from './times.ts';

/** Texts of form fields, and the errors shown at them. */
export const formText: Texts['form'] = {
  errorPrefix: 'Błąd: ',
  busy: 'Chwileczkę…',

  fields: {
    name: 'Imię i nazwisko',
    email: 'Adres e-mail',
    phone: 'Numer telefonu komórkowego',
    nameHint: (insurer) => `Widzi je tylko ${insurer}.`,
    emailHint: (insurer) =>
      `Tam pisze do Ciebie ${insurer}. Zleceniodawca, który zna Twój numer klienta, może sprawdzić, czy ten adres jest Twój.`,
    phoneHint: 'Do pytań o Twoją ochronę. Zleceniodawca dostaje go tylko za Twoją zgodą.',
    phoneHintIntroduced: (workProvider) =>
      `Do pytań o Twoją ochronę. Dostaje go też ${workProvider}, żeby znaleźć Cię wśród swoich kurierów.`,
    password: 'Hasło',
    newPassword: 'Nowe hasło',
    oldPassword: 'Obecne hasło',
    passwordHint: 'Co najmniej 10 znaków. Dobrze sprawdzają się trzy przypadkowe słowa.',
  },

  errors: {
    name: 'Podaj imię i nazwisko.',
    nameTooLong: 'Podaj imię i nazwisko o długości najwyżej 200 znaków.',
    email: 'Podaj adres e-mail, taki jak ana@example.com.',
    signedForOther: (email) =>
      `Link, który otwarto, jest dla ${email}. Zarejestruj się tym adresem albo poproś o nowy link.`,
    phone: 'Podaj numer telefonu cyframi, na przykład 07700 900123.',
    noPassword: 'Podaj hasło.',
    too_short: 'Użyj co najmniej 10 znaków.',
    too_long: 'Użyj najwyżej 200 znaków.',
    too_common: 'To hasło każdy sprawdziłby jako jedno z pierwszych. Wybierz inne.',
    holds_known_words: 'Pomiń adres e-mail i nazwy firm: każdy by je sprawdził.',
    sameAsOld: 'To jest Twoje obecne hasło. Wybierz inne.',
    agree: 'Zaznacz pole, jeśli się zgadzasz. Bez tego nie możemy Cię ubezpieczyć.',
    agreeToProvider: (provider) => `Zaznacz pole, jeśli się zgadzasz. Bez tego nie możemy powiązać Cię z ${provider}.`,
    termsChanged: 'Warunki zmieniły się, gdy strona była otwarta. Przeczytaj je jeszcze raz i zaznacz pole.',
    wrongLogIn: 'Ten adres e-mail i hasło do siebie nie pasują.',
    wrongPassword: 'To nie jest Twoje obecne hasło.',
    tooMany: (minutes) => `Za dużo prób. Poczekaj ${timeText.waiting(minutes)} i spróbuj ponownie.`,
  },
};
