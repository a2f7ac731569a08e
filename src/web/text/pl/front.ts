import type { Texts } from '../en/texts.ts';

/** Texts of the page for those who come without a link, and of the pages that every page links to. */
export const frontText: Texts['front'] = {
  title: 'Ubezpieczenie na czas pracy',
  shortName: 'Moja ochrona',
  heading: (insurer) => `${insurer} ubezpiecza kurierów, gdy pracują`,
  lead: 'Ochrona zaczyna się, gdy firma, dla której pracujesz, zgłosi Twoje zalogowanie, i kończy się, gdy się wylogujesz. Tu widzisz, czy masz teraz ochronę, i możesz to później udowodnić.',
  logIn: 'Zaloguj się',
  signUp: 'Zarejestruj się',
  beginTitle: 'Jak zacząć',
  begin: [
    'Otwórz link od zleceniodawcy: wpisze za Ciebie, dla kogo pracujesz.',
    'Zarejestruj się i zaakceptuj warunki. Dostaniesz numer klienta.',
    'Loguj się do pracy w ich aplikacji jak zawsze. „Moja ochrona” mówi, kiedy ją masz.',
  ],
  engineersTitle: 'Dla zleceniodawców',
  engineers: 'Tworzysz aplikację, z której korzystają kurierzy?',
  engineersLink: 'Jak zgłaszać zalogowania i wylogowania',
  insurerTitle: 'Kto ubezpiecza',
  insurer: (insurer) => `Ubezpiecza Cię ${insurer}.`,
  termsLink: 'Przeczytaj warunki',
  contactTitle: 'Kontakt',
  phone: 'Telefonicznie:',
  email: 'E-mailem:',

  pages: {
    accident: {
      title: 'Wypadek: co teraz',
      standard: (insurer) => [
        'Najpierw zadbaj o ludzi. Jeśli ktoś jest ranny, zadzwoń pod 112.',
        'Zapisz, kiedy i gdzie to się stało, kto tam był i jak się z nimi skontaktować. Zrób zdjęcia.',
        '„Moja ochrona” pokazuje, czy masz teraz ochronę, i Twój numer klienta. Podaj ten numer każdemu, kto pyta, kto Cię ubezpiecza.',
        `Potem jak najszybciej powiadom: ${insurer}. Wcześniej nie przyznawaj się do winy.`,
      ],
    },
    privacy: {
      title: 'Prywatność',
      standard: (insurer) => [
        `${insurer} przechowuje Twoje imię i nazwisko, adres e-mail i numer telefonu; dla kogo pracujesz; zalogowania i wylogowania, które zgłaszają, oraz wynikające z nich zmiany i ochronę; Twoje zgody; oraz to, kto Cię wyszukiwał lub coś zmienił.`,
        'Zleceniodawcy zgłaszają, kiedy się logujesz i wylogowujesz, a nic o Twoich trasach, miejscach ani zarobkach. Dane kontaktowe dostają tylko za Twoją zgodą.',
        '„Moje dane” pokazują to wszystko i pozwalają pobrać. Tam też zamkniesz konto: usuniemy wtedy to, czego prawo nie każe zachować.',
      ],
    },
    complaints: {
      title: 'Reklamacje',
      standard: (insurer) => [
        `Napisz, co poszło źle i czego oczekujesz: ${insurer}. Podaj numer klienta, nigdy hasło.`,
        'Jeśli odpowiedź Cię nie zadowala, możesz zwrócić się do rzecznika ubezpieczonych w swoim kraju. Nic to nie kosztuje.',
      ],
    },
  },

  footer: [
    ['/accident', 'Wypadek: co teraz?'],
    ['/contact', 'Kontakt'],
    ['/terms', 'Warunki'],
    ['/privacy', 'Prywatność'],
    ['/complaints', 'Reklamacje'],
  ],
};
