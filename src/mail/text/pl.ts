import type { MailTexts } from './en.ts';
import { type Contact, waysTo } from './mailText.ts';

/** The texts of all mails to customers, in Polish. */
export const pl: MailTexts = {
  greeting: (name) => (name ? `Dzień dobry, ${name}!` : 'Dzień dobry!'),

  verifyEmail: (insurer, url, awaited) => ({
    subject: `${insurer}: czy to Twój adres e-mail?`,
    before: [
      `Ktoś, najpewniej Ty, zarejestrował się pod tym adresem e-mail w ${insurer}. Potwierdź, że adres jest Twój.`,
      ...(awaited.length > 0 ? [`W ten sposób powstanie Twoje powiązanie: ${[...new Set(awaited)].join(', ')}.`] : []),
    ],
    button: { label: 'Tak, to mój adres e-mail', url },
    after: [
      'Link działa przez trzy dni i tylko raz.',
      'Jeśli to nie Ty, nic nie rób: adres pozostanie niepotwierdzony.',
    ],
  }),

  setPassword: (insurer, url) => ({
    subject: `${insurer}: ustaw nowe hasło`,
    before: [`Ktoś, najpewniej Ty, poprosił o ustawienie nowego hasła w ${insurer}.`],
    button: { label: 'Ustaw nowe hasło', url },
    after: ['Link działa przez godzinę i tylko raz.', 'Jeśli to nie Ty, nic nie rób: hasło pozostanie takie jak jest.'],
  }),

  signedUpBefore: (insurer, url) => ({
    subject: `${insurer}: masz już konto`,
    before: [
      `Ktoś, najpewniej Ty, właśnie próbował zarejestrować się w ${insurer} pod tym adresem e-mail. Konto już istnieje, więc nie powstało nowe.`,
    ],
    button: { label: 'Zaloguj się albo ustaw nowe hasło', url },
    after: ['Jeśli to nie Ty, nie musisz nic robić.'],
  }),

  passwordChanged: (insurer, url) => ({
    subject: `${insurer}: Twoje hasło zostało zmienione`,
    before: [`Hasło Twojego konta w ${insurer} zostało właśnie zmienione, a wszystkie inne urządzenia wylogowane.`],
    button: { label: 'To nie ja: ustaw nowe hasło', url },
    after: ['Jeśli to Ty, nie musisz nic robić.'],
  }),

  changeEmail: (insurer, url) => ({
    subject: `${insurer}: potwierdź nowy adres e-mail`,
    before: [
      `Ktoś, najpewniej Ty, poprosił, aby ${insurer} pisał odtąd na ten adres. Potwierdź to tam, gdzie trwa Twoje zalogowanie.`,
    ],
    button: { label: 'Używaj tego adresu', url },
    after: ['Link działa przez trzy dni i tylko raz.', 'Jeśli to nie Ty, nic nie rób: nic się wtedy nie zmieni.'],
  }),

  emailChanged: (insurer) => ({
    subject: `${insurer.name}: Twój adres e-mail został zmieniony`,
    before: [`${insurer.name} pisze odtąd na inny Twój adres i tym adresem się logujesz.`],
    after: [`Jeśli to nie Ty, od razu ${contactText(insurer)}.`],
  }),

  detailsChanged: (insurer, url) => ({
    subject: `${insurer.name}: Twoje dane zostały zmienione`,
    before: ['Twoje imię i nazwisko lub numer telefonu zostały właśnie zmienione.'],
    button: { label: 'Zobacz moje dane', url },
    after: [`Jeśli to nie Ty, ${contactText(insurer)}.`],
  }),

  disputeAnswered: (insurer, url) => ({
    subject: `${insurer.name}: odpowiedź na Twoje zgłoszenie`,
    before: ['Mamy od Ciebie zgłoszenie, że coś w Twoich zmianach się nie zgadza. Jest już odpowiedź.'],
    button: { label: 'Przeczytaj odpowiedź', url },
    after: [`Jeśli się z nią nie zgadzasz, ${contactText(insurer)}.`],
  }),

  linked: ({ name }, workProvider, url) => ({
    subject: `${name}: masz powiązanie z ${workProvider}`,
    before: [`Od teraz ${name} ubezpiecza Cię, gdy ${workProvider} zgłasza, że pracujesz.`],
    button: { label: 'Zobacz moich zleceniodawców', url },
    after: ['Jeśli dla nich nie pracujesz, zakończ tam powiązanie.'],
  }),

  link_ended: (insurer, workProvider, url) => ({
    subject: `${insurer.name}: Twoje powiązanie z ${workProvider} się skończyło`,
    before: [`To, co zgłasza ${workProvider} pod tym identyfikatorem kuriera, nie daje Ci już ochrony.`],
    button: { label: 'Zobacz moich zleceniodawców', url },
    after: [`Jeśli nadal dla nich pracujesz, poproś ich o nowy link albo ${contactText(insurer)}.`],
  }),

  driver_id_contested: (insurer, workProvider, url) => ({
    subject: `${insurer.name}: Twój identyfikator kuriera w ${workProvider} ma ktoś inny`,
    before: [
      `Identyfikator kuriera w ${workProvider}, który według Ciebie jest Twój, należy do kogoś innego. Praca pod nim nie jest dla Ciebie ubezpieczona.`,
    ],
    button: { label: 'Zobacz', url },
    after: [`Jeśli jest Twój, ${contactText(insurer)}: ustalimy, do kogo należy.`],
  }),

  reported_by_number: (insurer, workProvider, url) => ({
    subject: `${insurer.name}: ${workProvider} zgłasza Twoją pracę`,
    before: [`${workProvider} zaczął zgłaszać Twoją pracę po Twoim numerze klienta. Daje Ci to ochronę.`],
    button: { label: 'Nie pracuję dla nich', url },
    after: ['Jeśli dla nich pracujesz, nie musisz nic robić.'],
  }),

  suspended: (insurer, url) => ({
    subject: `${insurer.name}: Twoja ochrona jest zawieszona`,
    before: ['Twoja ochrona jest zawieszona. W tym czasie praca nie jest ubezpieczona.'],
    button: { label: 'Zobacz moją ochronę', url },
    after: [`Aby dowiedzieć się, dlaczego i co zrobić, ${contactText(insurer)}.`],
  }),

  resumed: ({ name }, url) => ({
    subject: `${name}: Twoja ochrona trwa dalej`,
    before: [
      'Zawieszenie Twojej ochrony skończyło się albo skończy w ustalonym czasie. „Moja ochrona” mówi, czy masz ją teraz.',
    ],
    button: { label: 'Zobacz moją ochronę', url },
    after: [],
  }),

  newDevice: (insurer, url) => ({
    subject: `${insurer.name}: zalogowanie z nowego urządzenia`,
    before: [
      'Ktoś, najpewniej Ty, właśnie zalogował się na Twoje konto w przeglądarce, której wcześniej do tego nie używano.',
    ],
    button: { label: 'To nie ja: zmień hasło', url },
    after: ['Zmiana wylogowuje wszystkie inne urządzenia. Jeśli to Ty, nie musisz nic robić.'],
  }),

  accountClosed: (insurer) => ({
    subject: `${insurer.name}: Twoje konto jest zamknięte`,
    before: ['Twoje konto jest zamknięte, zgodnie z prośbą, i nie masz już ochrony. To nasza ostatnia wiadomość.'],
    after: [`Jeśli to nie Ty, od razu ${contactText(insurer)}.`],
  }),

  agreed: ({ name }, whose, { version, text }) => ({
    subject: `${name}: Twoja zgoda`,
    before: [`Mamy Twoją zgodę na warunki ${whose}, wersja ${version}. Oto ich treść, do zachowania:`],
    after: text.split(/\n\s*\n/),
  }),
};

/** `powiadom Fairway Mutual (+44 20 7946 0018)`: completes a sentence. */
function contactText(contact: Contact): string {
  const ways = waysTo(contact, ' lub ');
  return ways === '' ? `powiadom ${contact.name}` : `powiadom ${contact.name} (${ways})`;
}
