import type { Texts } from '../en/texts.ts';

/** Texts of the pages about work providers, the driver's data, the time zone, and closing an account. */
export const accountText: Texts['account'] = {
  links: {
    title: 'Zleceniodawcy',
    lead: 'Kto może nam zgłaszać, kiedy pracujesz.',
    linkedTitle: 'Powiązani z Tobą',
    driverId: (driverId) => `Identyfikator kuriera ${driverId}`,
    since: (date) => `od ${date}`,
    from: (date) => `od ${date}`,
    period: (from, to) => `od ${from} do ${to}`,
    end: 'Zakończ to powiązanie',
    endOf: (workProvider, driverId) => `(${workProvider}, identyfikator kuriera ${driverId})`,
    endTitle: (workProvider) => `Zakończyć powiązanie z ${workProvider}?`,
    endText: (workProvider, driverId) => [
      `To, co ${workProvider} zgłasza o identyfikatorze kuriera ${driverId}, przestanie się liczyć jako Twoja praca, a ochrona tej pracy skończy się od razu, nawet w środku zmiany.`,
      'Twoje dotychczasowe zmiany i ochrona pozostaną bez zmian. Aby zacząć znowu, potrzebujesz od nich nowego linku.',
    ],
    endYes: 'Tak, zakończ',
    endNo: 'Nie, zachowaj',
    contestedTitle: (driverId, workProvider) =>
      `Identyfikator kuriera ${driverId} w ${workProvider} należy według kogoś innego do niego`,
    contested: (date) => `Od ${date}. Dopóki tak jest, praca pod nim nie jest dla Ciebie ubezpieczona.`,
    contestedContact: (insurer, ways) =>
      `Jeśli jest Twój, skontaktuj się z ${insurer}: ${ways}. Ustalimy, do kogo należy.`,
    notMine: 'Nie jest mój',
    unreported: (workProvider) =>
      `${workProvider} nie zgłosił jeszcze niczego pod tym identyfikatorem kuriera. Sprawdź, czy jest taki sam jak w ich aplikacji.`,
    endedTitle: 'Zakończone powiązania',
    awaitedTitle: 'Czekają na potwierdzenie Twojego adresu e-mail',
    none: 'Nie masz powiązania z żadnym zleceniodawcą. Otwórz link, który od niego dostałeś lub dostałaś.',
    byCustomerNumberTitle: 'Zgłaszają po Twoim numerze klienta',
    byCustomerNumberLead:
      'Nie potrzebują powiązania: podają Twój numer klienta. Jeśli dla któregoś nie pracujesz, powiedz nam o tym.',
    lastReport: (when) => `Ostatnie zgłoszenie: ${when}.`,
    optOut: 'Nie pracuję dla nich',
    optIn: 'Jednak pracuję',
    optedOutSince: (date) =>
      `Od ${date} wiemy od Ciebie, że dla nich nie pracujesz. Ich zgłoszenia nie dają Ci ochrony.`,
  },

  introductions: {
    unknown: (workProvider) =>
      `${workProvider} nie znajduje Cię wśród swoich kurierów po adresie e-mail. Zapytaj, jaki adres mają, i spróbuj ponownie. To, co zgłaszają pod Twoim identyfikatorem kuriera, i tak się liczy.`,
    no_answer: (workProvider) =>
      `${workProvider} nie odpowiedział, gdy podaliśmy mu, kim jesteś. To, co zgłasza pod Twoim identyfikatorem kuriera, i tak się liczy.`,
    taken: (workProvider) =>
      `${workProvider} podał dla Ciebie inny identyfikator kuriera, który należy do kogoś innego, więc nie powiązaliśmy go. Poproś o sprawdzenie.`,
    again: 'Spróbuj ponownie',
  },

  myData: {
    title: 'Moje dane',
    lead: (insurer) => `Co ${insurer} o Tobie przechowuje.`,
    customerNumber: 'Numer klienta',
    name: 'Imię i nazwisko',
    email: 'Adres e-mail',
    confirmed: 'potwierdzony',
    notConfirmed: 'niepotwierdzony',
    phone: 'Numer telefonu',
    notGiven: 'nie podano',
    since: 'Klient od',
    download: 'Pobierz wszystko',
    downloadContents:
      'Jeden plik (JSON) ze wszystkim, co jest na tej stronie, z powiązaniami, każdym zgłoszonym zalogowaniem i wylogowaniem, zmianami i ochroną oraz z tym, kto Cię wyszukiwał lub coś zmienił.',
    agreementsTitle: 'Na co się zgodziłeś lub zgodziłaś',
    noAgreements: 'Jeszcze na nic.',
    agreed: (whose, version, date) =>
      [`Warunki ${whose}`, ...(version === undefined ? [] : [`wersja ${version}`]), date].join(', '),
    sessionsTitle: 'Gdzie trwa Twoje zalogowanie',
    session: (began, seen) => `Od: ${began}; ostatnio: ${seen}`,
    thisDevice: '(to urządzenie)',
    logOutDevice: 'Wyloguj je',
    sessionsEnd:
      'Każde kończy się po 30 dniach bez użycia, a najpóźniej po 90 dniach. Zmiana hasła wylogowuje wszystkie inne urządzenia.',
    changeTitle: 'Zmień coś',
    changeDetails: 'Zmień imię i nazwisko, telefon lub e-mail',
    changePassword: 'Zmień hasło',
    closeAccount: 'Zamknij konto',
  },

  details: {
    title: 'Moje dane kontaktowe',
    firstTitle: 'Czy to się zgadza?',
    firstLead: (insurer) => `${insurer} potrzebuje tego raz, żeby wiedzieć, kogo ubezpiecza.`,
    submit: 'Zapisz',
    firstSubmit: 'Zgadza się',
    emailTitle: 'Mój adres e-mail',
    emailLead: (email) => `Teraz: ${email}. Wyślemy link na nowy adres; zmieni się on, gdy otworzysz ten link.`,
    newEmail: 'Nowy adres e-mail',
    emailSubmit: 'Wyślij link',
    same: 'To już jest Twój adres e-mail.',
    mailsTitle: 'Wiadomości o moim koncie',
    mailsLead: 'Napisz do mnie, gdy …',
    mails: {
      linked: 'powstanie moje powiązanie ze zleceniodawcą',
      link_ended: 'powiązanie się skończy',
      reported_by_number: 'zleceniodawca po raz pierwszy zgłosi moją pracę po numerze klienta',
      new_device: 'ktoś zaloguje się z nowego urządzenia',
      details_changed: 'zmieni się moje imię, nazwisko lub telefon',
    },
    mailsSubmit: 'Zapisz',
    confirmTitle: 'Używać tego adresu e-mail?',
    confirm: (email) => [`Od teraz logujesz się adresem ${email} i tam przychodzą nasze wiadomości.`],
    confirmSubmit: 'Tak, używaj go',
    expiredTitle: 'Ten link został już użyty albo jest za stary',
    expired: ['Twój adres e-mail się nie zmienił. Poproś o nowy link, jeśli nadal chcesz go zmienić.'],
    notice: 'Sprawdź swoje dane i warunki.',
    noticeLink: 'Sprawdź teraz',
  },

  timeZone: {
    title: 'Twoja strefa czasowa',
    lead: 'Według tego zegara pokazujemy Twoje zmiany. Na ochronę nie ma to wpływu.',
    label: 'Strefa czasowa',
    hint: 'Wpisz miasto, na przykład Warsaw, i wybierz. Puste pole: strefa zleceniodawcy.',
    submit: 'Zapisz',
    unknown: 'Wybierz strefę czasową z listy.',
  },

  closeAccount: {
    title: 'Zamknij konto',
    lead: 'Ochrona skończy się od razu, u wszystkich zleceniodawców. Tego nie można cofnąć.',
    erasedTitle: 'Co usuniemy',
    erased: ['Imię i nazwisko, adres e-mail i numer telefonu', 'Hasło i zalogowania na wszystkich urządzeniach'],
    keptTitle: 'Co musimy zachować',
    kept: [
      'Numer klienta, bez imienia i nazwiska',
      'Zgłoszone zalogowania i wylogowania z identyfikatorami kuriera, które w nich są',
      'Zmiany, okresy ochrony, powiązania i zgody na warunki',
      'Zapis tego, kto co zrobił, także zamknięcia konta',
    ],
    why: (insurer) =>
      `Tego wymaga od ubezpieczyciela prawo: ${insurer} musi umieć po latach wykazać, czy w chwili wypadku była ochrona.`,
    downloadFirst: 'Najpierw pobierz wszystko o sobie',
    submit: 'Zamknij konto na zawsze',
    cancel: 'Zachowaj konto',
    closedTitle: 'Twoje konto jest zamknięte',
    closed: (insurer) => [
      'Imię i nazwisko, adres e-mail, numer telefonu i hasło są usunięte, a wszystkie urządzenia wylogowane. Nie masz już ochrony.',
      `To, co ${insurer} musi zachować, zostaje pod samym numerem klienta: zgłoszone zalogowania i wylogowania, zmiany, ochrona, powiązania, zgody.`,
    ],
  },
};
