import type { Texts } from '../en/texts.ts';
import { timeText } from './times.ts';

/** Texts of the layout, and of the messages that can follow any page. */
export const layoutText: Texts['layout'] = {
  skip: 'Przejdź do treści',
  navigation: 'Twoje strony',
  aboutUs: 'O tym ubezpieczeniu',
  logOut: 'Wyloguj się',
  places: [
    ['/my-cover', 'Moja ochrona'],
    ['/links', 'Zleceniodawcy'],
    ['/my-data', 'Moje dane'],
  ],
  languageTitle: 'Język',
  ownName: 'Polski',
  contact: (insurer) => `Potrzebujesz pomocy? ${insurer}:`,

  done: {
    linked: 'Powiązanie gotowe. Twoje zmiany liczą się od teraz.',
    already_linked: 'To powiązanie już było. Nic się nie zmieniło.',
    declined: 'Odmowa zapisana. Niczego nie udostępniono ani nie powiązano.',
    logged_out: 'Wylogowano.',
    log_in_instead: 'Jeśli ten adres ma już konto, zaloguj się tutaj. Wysłaliśmy też na niego wiadomość.',
    verified: 'Twój adres e-mail jest potwierdzony.',
    verified_and_linked: 'Twój adres e-mail jest potwierdzony, a powiązanie gotowe. Twoje zmiany liczą się od teraz.',
    verification_sent: 'Wysłaliśmy kolejną wiadomość.',
    proven: 'Twój adres e-mail jest potwierdzony. Teraz wybierz własne hasło.',
    details_saved: 'Twoje dane są zapisane.',
    email_asked: 'Wysłaliśmy wiadomość na nowy adres. Zmieni się on, gdy otworzysz link w niej.',
    email_changed: 'Twój adres e-mail jest zmieniony.',
    password_set: 'Nowe hasło jest ustawione i trwa Twoje zalogowanie.',
    password_changed: 'Hasło jest zmienione, a wszystkie inne urządzenia wylogowane.',
    not_mine: 'Zapisane. Nie pokazujemy Ci już tego identyfikatora kuriera.',
    mails_saved: 'Zapisane. Wiadomości wymagane prawem lub chroniące konto nadal przychodzą.',
    device_logged_out: 'To urządzenie jest wylogowane.',
    link_ended: 'Powiązanie się skończyło. Ochrona tej pracy ustała; dotychczasowe zmiany zostają.',
    provider_refused: 'Zapisane. Ich zgłoszenia nie liczą się już jako Twoja praca.',
    provider_accepted: 'Zapisane. Ich zgłoszenia znów liczą się jako Twoja praca.',
    introduced_again: 'Powiadomiliśmy ich jeszcze raz. Jeśli Cię nie znajdą, będzie to tu napisane.',
    dispute_opened: 'Wysłano. Sprawdzimy to; odpowiedź pojawi się tutaj.',
    account_closed: 'Twoje konto jest zamknięte.',
  },

  foreignForm: {
    title: 'Spróbuj jeszcze raz',
    text: [
      'To, co wysłano, nie przyszło z naszej strony, więc nic z tym nie zrobiliśmy.',
      'Wróć, wczytaj stronę ponownie i wyślij jeszcze raz.',
    ],
    next: [['/', 'Przejdź na początek']],
  },
  notFound: {
    title: 'Nie ma takiej strony',
    text: ['Adres może zawierać błąd albo być ucięty.'],
    next: [['/', 'Przejdź na początek']],
  },
  tooManyRequests: (minutes) => ({
    title: 'Za dużo prób',
    text: [`Poczekaj ${timeText.waiting(minutes)} i spróbuj ponownie. Nic nie przepadło.`],
  }),
  serverError: {
    title: 'Coś jest nie tak po naszej stronie',
    text: ['To nie Twoja wina. Zapisaliśmy to. Spróbuj ponownie za minutę.', 'Twoja ochrona nie zależy od tej strony.'],
    next: [['/', 'Spróbuj ponownie']],
  },
  badRequest: {
    title: 'Nie mogliśmy tego przyjąć',
    text: ['To, co wysłano, jest za duże albo niekompletne. Wróć i spróbuj ponownie.'],
    next: [['/', 'Przejdź na początek']],
  },
};
