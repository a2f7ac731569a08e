import type { Texts } from '../en/texts.ts';

/** Texts of logging in, setting and changing a password, and verifying an email. */
export const signInText: Texts['signIn'] = {
  logIn: {
    title: 'Zaloguj się',
    lead: (provider) => `Potem możesz powiązać swoją pracę dla ${provider}.`,
    submit: 'Zaloguj się',
    busy: 'Logowanie…',
    forgot: 'Nie pamiętasz hasła albo nigdy go nie było?',
    forgotLink: 'Wyślij wiadomość, aby je ustawić',
    noAccount: 'Nie masz jeszcze konta?',
    signUp: 'Zarejestruj się',
  },

  forgot: {
    title: 'Ustaw hasło',
    lead: 'Nie pamiętasz hasła albo nigdy go nie było? Wyślemy wiadomość z linkiem, aby je ustawić.',
    submit: 'Wyślij mi wiadomość',
    sentTitle: 'Sprawdź pocztę',
    sent: [
      'Jeśli pod tym adresem jest konto, wiadomość jest w drodze. Jej link działa raz, przez godzinę.',
      'Po kilku minutach nic nie ma? Zajrzyj do folderu ze spamem albo sprawdź adres i poproś ponownie.',
    ],
    again: 'Poproś ponownie',
    logIn: 'Zaloguj się',
  },

  setPassword: {
    title: 'Wybierz nowe hasło',
    submit: 'Ustaw hasło',
    expiredTitle: 'Ten link został już użyty albo jest za stary',
    expired: ['Link do ustawienia hasła działa raz i tylko przez krótki czas.'],
    again: 'Poproś o nową wiadomość',
  },

  changePassword: { title: 'Zmień hasło', submit: 'Zmień hasło' },

  verify: {
    title: 'Potwierdź swój adres e-mail',
    lead: (email) => `Czy ${email} to Twój adres i Twoja rejestracja? Wystarczy jedno stuknięcie.`,
    leadAnew: (email) => `Czy ${email} to Twój adres? Potwierdź go i wybierz hasło.`,
    anew: 'Nie ma tu Twojego zalogowania, więc nie możemy wiedzieć, kto zarejestrował się Twoim adresem. Jeśli to Ty w innej przeglądarce, potwierdź tam, a nic nie przepadnie. Potwierdzenie tutaj kończy wszystkie zalogowania i usuwa to, co wpisano: podasz ponownie imię i nazwisko oraz numer i otworzysz ponownie link zleceniodawcy.',
    wrongAddress: 'Zły adres?',
    changeIt: 'Zmień go',
    links: (provider, driverId) => `To powiąże Cię też z ${provider}, identyfikator kuriera ${driverId}.`,
    notYou: 'Jeśli to nie Twoja rejestracja, zamknij tę stronę. Nic się wtedy nie stanie.',
    submit: 'Tak, potwierdź mój adres',
    expiredTitle: 'Ten link został już użyty albo jest za stary',
    expired: [
      'Jeśli Twój adres jest już potwierdzony, wszystko w porządku. Jeśli nie, zaloguj się i poproś o nową wiadomość.',
    ],
    firstTitle: 'Jeszcze jeden krok: potwierdź e-mail',
    first: (email, provider) => [
      `Wysłaliśmy wiadomość na ${email}. Otwórz link, który w niej jest.`,
      provider === undefined
        ? 'Do tego czasu możesz się rozejrzeć.'
        : `Gdy to zrobisz, powstanie powiązanie z ${provider}. Do tego czasu Twoja praca dla ${provider} nie jest ubezpieczona.`,
    ],
    again: 'Wyślij wiadomość ponownie',
    toMyCover: 'Przejdź do mojej ochrony',
  },
};
