import type { Texts } from '../en/texts.ts';

/** Texts of the pages that a work provider's link leads to when it cannot be followed. */
export const invitationText: Texts['invitation'] = {
  otherAccount: {
    title: 'Este conectat altcineva',
    text: (signedInAs, invited) => [`Conectat ca ${signedInAs}.`, `Linkul deschis este pentru ${invited}.`],
    switch: (email) => `Treci la ${email}`,
    stay: 'Rămâi și nu face nimic',
  },

  problems: {
    unknown_provider: {
      title: 'Nu cunoaștem această firmă',
      text: [
        'Linkul numește o firmă cu care nu lucrăm sau îi scrie numele altfel.',
        'Cere un link nou de la firma ta.',
      ],
    },
    incomplete: {
      title: 'Lipsește ceva din acest link',
      text: [
        'Nu spune tot ce ne trebuie: firma, ID-ul de curier și adresa ta de e-mail.',
        'Deschide-l din nou de unde îl ai, fără să-l schimbi. Dacă nu ajută, cere unul nou de la firma ta.',
      ],
    },
    unreadable: {
      title: 'Nu putem citi acest link',
      text: [
        'Pare stricat, ca și cum ar fi fost tăiat sau schimbat pe drum.',
        'Deschide-l din nou de unde îl ai. Dacă nu ajută, cere unul nou de la firma ta.',
      ],
    },
    expired: {
      title: 'Acest link este prea vechi',
      text: ['Firma ta l-a făcut doar pentru un timp, iar acela a trecut.', 'Cere unul nou: nimic nu s-a pierdut.'],
    },
    forged: {
      title: 'Acest link nu este autentic',
      text: [
        'A fost schimbat după ce l-a făcut firma ta, sau l-a făcut altcineva. Nu s-a legat nimic.',
        'Cere unul nou de la firma ta.',
      ],
    },
    valid_too_long: {
      title: 'Acest link nu este sigur',
      text: [
        'Firma ta l-a făcut pentru mai mult de 30 de zile, așa că alții îl pot găsi și folosi. Nu s-a legat nimic.',
        'Cere unul nou.',
      ],
    },
    used_link: {
      title: 'Acest link a fost folosit',
      text: ['Un link semnat de firma ta merge o singură dată.', 'Cere unul nou: nimic nu s-a pierdut.'],
    },
    other_claim: {
      title: 'Ai dat acolo alt ID de curier',
      text: [
        'Fără dovadă de la firmă poți avea la ea un singur ID de curier odată.',
        'Încheie mai întâi legătura cu celălalt, la „Firme”; sau cere un link semnat.',
      ],
    },
    unsigned: {
      title: 'Acestui link îi lipsește semnătura',
      text: [
        'Această firmă își semnează linkurile, ca nimeni să nu se dea drept tine, iar acesta nu este semnat.',
        'Cere unul nou de la firma ta.',
      ],
    },
    stale: {
      title: 'A durat prea mult',
      text: [
        'Ca să fii în siguranță, ce ai deschis se uită după o jumătate de oră.',
        'Deschide din nou linkul de la firma ta: nimic nu s-a pierdut.',
      ],
    },
    too_many: { title: 'Prea multe încercări', text: ['Așteaptă câteva minute, apoi deschide din nou linkul.'] },
    taken: {
      title: 'Acest ID de curier este legat de altcineva',
      text: [
        'Nu s-a schimbat nimic, iar noi am notat. „Firme” continuă să o spună.',
        'Verifică ID-ul de curier în aplicația firmei tale. Dacă este greșit, cere un link nou.',
      ],
    },
    other: {
      title: 'Acest link nu a mers',
      text: ['Deschide-l din nou de unde îl ai sau cere unul nou de la firma ta.'],
    },
  },
  contactIfTaken: 'Dacă este al tău, contactează-ne: aflăm al cui este.',
  about: (provider, driverId) => `Firma: ${provider}. ID de curier: ${driverId}.`,
  toStart: 'Mergi la început',
  toMyCover: 'Mergi la acoperirea mea',
};
