import type { Texts } from '../en/texts.ts';

/** Texts of the sheet that proves cover at a moment. */
export const proofText: Texts['proof'] = {
  title: 'Dowód ochrony',
  titles: {
    covered: 'W tej chwili jest ochrona',
    not_covered: 'W tej chwili nie ma ochrony',
    undetermined: 'Dla tej chwili jeszcze nie wiadomo',
  },
  name: 'Imię i nazwisko',
  notGiven: 'nie podano',
  customerNumber: 'Numer klienta',
  insurer: 'Ubezpieczyciel',
  workProvider: 'Zleceniodawca',
  moment: 'Chwila',
  covered: 'Ochrona',
  fromTo: (from, to) => `od ${from} najpóźniej do ${to}`,
  reason: 'Dlaczego',
  finalFrom: 'Wiadomo na pewno od',
  asked: 'Zapytano i odpowiedziano',
  check: (insurer) => `Aby sprawdzić tę kartę, zapytaj: ${insurer}. Podaj numer klienta i chwilę.`,
  another: 'Inna chwila',
  show: 'Pokaż',
  print: 'Wydrukuj tę stronę w przeglądarce albo zapisz ją jako PDF.',
  link: 'Pokaż jako dowód',

  week: {
    title: 'Ochrona w ciągu tygodnia',
    name: 'Tydzień',
    covered: (workProvider) => `ochrona przez ${workProvider}`,
    notCovered: (workProvider, reason) => `bez ochrony, ${workProvider}: ${reason}`,
    noWork: 'Nie zgłoszono pracy.',
    mayChange: 'Zgłoszenia z ostatnich dwóch dni mogą być jeszcze w drodze, więc ta karta może się zmienić.',
    link: 'Pokaż ten tydzień jako dowód',
  },

  reasons: {
    unknown_customer: 'nie ma takiego klienta',
    no_shift: 'dla tej chwili nie zgłoszono pracy',
    not_a_customer_yet: 'ubezpieczenie jeszcze się nie zaczęło',
    work_provider_ended: 'zleceniodawca nie współpracował już z ubezpieczycielem',
    suspended: 'ochrona była zawieszona',
    refused: 'klient dla nich nie pracuje',
    not_linked: 'identyfikator kuriera nie był jeszcze powiązany',
    link_ended: 'powiązanie się skończyło',
    linked_to_another: 'identyfikator kuriera był powiązany z kimś innym',
  },

  doubts: {
    not_come_yet: 'ta chwila jeszcze nie nadeszła',
    feed_not_complete: 'zgłoszenia o niej mogą być jeszcze w drodze',
    doubtful_time: 'zgłoszony czas leży w powtórzonej godzinie i może oznaczać dwa momenty',
    logout_without_login: 'zgłoszono wylogowanie bez zalogowania przed nim',
  },
};
