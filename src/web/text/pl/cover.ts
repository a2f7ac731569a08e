import type { Texts } from '../en/texts.ts';

/** Texts of "my cover": whether the driver is covered now, and the week as a chart and a table. */
export const coverText: Texts['cover'] = {
  now: {
    title: 'Moja ochrona',
    covered: { title: 'Masz teraz ochronę', was: 'Była ochrona.' },
    notInsured: { title: 'Stop: ta praca nie jest ubezpieczona', was: 'Trwała praca bez ochrony.' },
    offDuty: { title: 'Nie pracujesz', was: 'Praca nie trwała.' },
    undetermined: { title: 'Nie możemy jeszcze wiedzieć, czy masz ochronę', was: 'Nie było to wiadome.' },
    undeterminedUntil: (at) => `Będziemy wiedzieć: ${at}.`,
    doubts: {
      doubtful_time: 'Zgłoszony czas leży w godzinie, w której cofają się zegary, i może oznaczać dwa różne momenty.',
      logout_without_login: 'Zgłoszono wylogowanie, a brakuje zalogowania przed nim.',
    },
    through: (workProvider, since) => `przez ${workProvider}, początek: ${since}`,
    and: ' i ',
    until: (at) => `Do zgłoszenia wylogowania; najpóźniej: ${at}.`,
    butNot: (why) => `Nie cała praca: ${why}`,
    todo: 'Co zrobić',
    toLinks: 'Zobacz swoich zleceniodawców',
    call: (insurer) => `Zadzwoń: ${insurer}`,
    write: (insurer) => `Napisz: ${insurer}`,
    refresh: 'Odśwież',
    asOf: 'Stan na',
    lastKnown: 'Ostatnio wiadome o',
    stale: 'Brak połączenia: to może być nieaktualne.',
  },

  hindrance: {
    suspended: (since, canContactUs) => ({
      why: `Twoja ochrona jest zawieszona, początek: ${since}. W tym czasie praca nie jest ubezpieczona.`,
      todo: canContactUs ? 'Skontaktuj się z nami: powiemy, co jest potrzebne, aby ją przywrócić.' : undefined,
    }),
    refused: ({ workProvider }) => ({
      why: `${workProvider} zgłasza, że pracujesz, ale wiemy od Ciebie, że dla nich nie pracujesz.`,
      todo: 'Jeśli pracujesz, powiedz to niżej, w części „Zleceniodawcy”.',
    }),
    link_ended: ({ workProvider }) => ({
      why: `Pracujesz dla ${workProvider}, ale Twoje powiązanie z nimi się skończyło.`,
      todo: `Poproś ${workProvider} o nowy link i zaakceptuj go.`,
    }),
    work_provider_ended: ({ workProvider }) => ({
      why: `Pracujesz dla ${workProvider}, a oni już z nami nie współpracują. Ta praca nie jest ubezpieczona.`,
      todo: undefined,
    }),
    not_a_customer_yet: ({ workProvider }) => ({
      why: `Pracujesz dla ${workProvider}, a Twoje ubezpieczenie jeszcze się nie zaczęło.`,
      todo: undefined,
    }),
    not_linked: ({ workProvider }) => ({
      why: `Pracujesz dla ${workProvider}, ale Twoje powiązanie z nimi jeszcze się nie zaczęło.`,
      todo: `Poproś ${workProvider} o link i zaakceptuj go.`,
    }),
  },

  offDuty: {
    setUp: (workProviders) => ({
      why: `Wszystko gotowe: ${workProviders}. Ochrona zaczyna się, gdy się tam zalogujesz i oni to zgłoszą, zwykle w kilka sekund.`,
      todo: undefined,
    }),
    lastCovered: (at) => `Ostatnia ochrona do: ${at}.`,
    awaitingEmail: (workProvider) => ({
      why: `Twoje powiązanie z ${workProvider} czeka, aż potwierdzisz adres e-mail. Do tego czasu ta praca nie jest ubezpieczona.`,
      todo: 'Otwórz link w wiadomości, którą wysłaliśmy.',
    }),
    nobody: {
      why: 'Nie masz powiązania z żadnym zleceniodawcą.',
      todo: 'Otwórz link od zleceniodawcy albo podaj mu swój numer klienta.',
    },
  },

  week: {
    number: (week) => `Tydzień ${week}`,
    previous: 'Poprzedni tydzień',
    next: 'Następny tydzień',
    goTo: 'Przejdź do tygodnia z dniem',
    show: 'Pokaż',
    legend: 'Jak czytać rysunek',
    coveredBy: (workProvider) => `ochrona przez ${workProvider}`,
    gap: 'bez ochrony',
    undetermined: 'nie wiadomo',
    now: (time) => `teraz ${time}`,
    chart: (week, worked, covered) =>
      `Rysunek tygodnia ${week}: praca ${worked}, ochrona ${covered}. Tabele niżej mówią to samo.`,
    totalAllCovered: (worked) => `Praca: ${worked}, cały czas z ochroną.`,
    total: (worked, covered, gap) => `Praca: ${worked}; z ochroną ${covered}, bez ochrony ${gap}.`,
    notKnown: (length) => `Przez ${length} nie wiemy, czy była ochrona.`,
    allCovered: (worked) => `${worked}, całość z ochroną`,
    partCovered: (covered, worked) => `${covered} z ${worked} z ochroną`,
    clocksForward: 'zmiana na czas letni',
    clocksBack: 'zmiana na czas zimowy',
    more: (count) => `i jeszcze ${count}, zobacz tabelę`,
    empty: 'Brak zmian w tym tygodniu.',
    nothingYet: 'W tym tygodniu nie ma jeszcze zmian.',
    soon: 'Właśnie uzupełniamy ten tydzień. Za chwilę będzie kompletny.',
    setAside: 'Czegoś, co zgłoszono, nie dało się jeszcze uwzględnić. Wiemy o tym; nic nie przepadło.',
  },

  table: {
    work: 'Praca',
    cover: 'Ochrona',
    all: 'całość',
    none: 'nie',
    notKnown: 'nie wiadomo',
    whyNotKnown: 'przed wylogowaniem brakuje zalogowania albo czas może oznaczać dwa momenty',
  },

  till: {
    logout: '',
    limit: 'brak wylogowania: koniec po najdłuższej zmianie',
    now: 'praca trwa',
    midnight: 'trwa następnego dnia',
    passed_on: 'identyfikator kuriera przeszedł na kogoś innego',
  },

  gap: {
    not_a_customer_yet: 'przed początkiem umowy',
    work_provider_ended: 'już nas opuścili',
    not_linked: 'jeszcze bez powiązania',
    link_ended: 'powiązanie zakończone',
    linked_to_another: 'powiązany z kimś innym',
    suspended: 'ochrona zawieszona',
    refused: 'nie pracujesz dla nich',
  },

  customerNumber: {
    title: 'Twój numer klienta',
    purpose: 'Podaj go zleceniodawcy, który o niego prosi: może wtedy zgłaszać Twoje zmiany pod nim, bez powiązania.',
    copy: 'Kopiuj',
    copied: 'Skopiowano',
  },

  timeZone: (timeZone) => `Godziny według strefy ${timeZone}.`,
  changeTimeZone: 'Zmień',
};
