import type { Texts } from '../en/texts.ts';

/** Texts of the pages that a work provider's link leads to when it cannot be followed. */
export const invitationText: Texts['invitation'] = {
  otherAccount: {
    title: 'To jest zalogowanie kogoś innego',
    text: (signedInAs, invited) => [`Zalogowano jako ${signedInAs}.`, `Otwarty link jest dla ${invited}.`],
    switch: (email) => `Przełącz na ${email}`,
    stay: 'Zostań i nic nie rób',
  },

  problems: {
    unknown_provider: {
      title: 'Nie znamy tego zleceniodawcy',
      text: [
        'Link podaje firmę, z którą nie współpracujemy, albo pisze jej nazwę inaczej.',
        'Poproś zleceniodawcę o nowy link.',
      ],
    },
    incomplete: {
      title: 'W tym linku czegoś brakuje',
      text: [
        'Nie ma w nim wszystkiego, czego potrzebujemy: zleceniodawcy, identyfikatora kuriera i Twojego adresu e-mail.',
        'Otwórz go jeszcze raz tam, skąd go masz, bez zmian. Jeśli to nie pomoże, poproś zleceniodawcę o nowy.',
      ],
    },
    unreadable: {
      title: 'Nie możemy odczytać tego linku',
      text: [
        'Wygląda na uszkodzony, jakby po drodze został ucięty lub zmieniony.',
        'Otwórz go jeszcze raz tam, skąd go masz. Jeśli to nie pomoże, poproś zleceniodawcę o nowy.',
      ],
    },
    expired: {
      title: 'Ten link jest za stary',
      text: ['Zleceniodawca przygotował go tylko na pewien czas, a ten minął.', 'Poproś o nowy: nic nie przepadło.'],
    },
    forged: {
      title: 'Ten link nie jest prawdziwy',
      text: [
        'Zmieniono go po przygotowaniu przez zleceniodawcę albo zrobił go ktoś inny. Nic nie zostało powiązane.',
        'Poproś zleceniodawcę o nowy.',
      ],
    },
    valid_too_long: {
      title: 'Ten link nie jest bezpieczny',
      text: [
        'Zleceniodawca przygotował go na ponad 30 dni, więc inni mogą go znaleźć i użyć. Nic nie zostało powiązane.',
        'Poproś o nowy.',
      ],
    },
    used_link: {
      title: 'Ten link został już użyty',
      text: ['Link podpisany przez zleceniodawcę działa raz.', 'Poproś o nowy: nic nie przepadło.'],
    },
    other_claim: {
      title: 'Masz tam podany inny identyfikator kuriera',
      text: [
        'Bez potwierdzenia od zleceniodawcy możesz mieć u niego jeden identyfikator kuriera naraz.',
        'Najpierw zakończ powiązanie z tamtym, w części „Zleceniodawcy”; albo poproś o podpisany link.',
      ],
    },
    unsigned: {
      title: 'Ten link nie ma podpisu',
      text: [
        'Ten zleceniodawca podpisuje swoje linki, żeby nikt nie mógł się pod Ciebie podszyć, a ten nie jest podpisany.',
        'Poproś zleceniodawcę o nowy.',
      ],
    },
    stale: {
      title: 'To trwało za długo',
      text: [
        'Dla bezpieczeństwa po pół godzinie zapominamy, co otwarto.',
        'Otwórz link od zleceniodawcy jeszcze raz: nic nie przepadło.',
      ],
    },
    too_many: { title: 'Za dużo prób', text: ['Poczekaj kilka minut i otwórz link jeszcze raz.'] },
    taken: {
      title: 'Ten identyfikator kuriera jest powiązany z kimś innym',
      text: [
        'Nic nie zostało zmienione, a my to zapisaliśmy. Część „Zleceniodawcy” będzie o tym mówić.',
        'Sprawdź identyfikator kuriera w aplikacji zleceniodawcy. Jeśli jest zły, poproś o nowy link.',
      ],
    },
    other: {
      title: 'Ten link nie zadziałał',
      text: ['Otwórz go jeszcze raz tam, skąd go masz, albo poproś zleceniodawcę o nowy.'],
    },
  },
  contactIfTaken: 'Jeśli jest Twój, skontaktuj się z nami: ustalimy, do kogo należy.',
  about: (provider, driverId) => `Zleceniodawca: ${provider}. Identyfikator kuriera: ${driverId}.`,
  toStart: 'Przejdź na początek',
  toMyCover: 'Przejdź do mojej ochrony',
};
