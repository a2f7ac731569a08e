import type { Texts } from '../en/texts.ts';

/** Texts of the page for those who come without a link, and of the pages that every page links to. */
export const frontText: Texts['front'] = {
  title: 'Asigurare cât timp lucrezi',
  shortName: 'Acoperirea mea',
  heading: (insurer) => `${insurer} asigură curierii cât timp lucrează`,
  lead: 'Acoperirea începe când firma pentru care lucrezi raportează că te-ai conectat și se încheie când te deconectezi. Aici vezi dacă ai acoperire acum și poți dovedi mai târziu.',
  logIn: 'Conectează-te',
  signUp: 'Înregistrează-te',
  beginTitle: 'Cum începi',
  begin: [
    'Deschide linkul de la firma ta: completează pentru cine lucrezi.',
    'Înregistrează-te și acceptă condițiile. Primești un număr de client.',
    'Conectează-te la lucru în aplicația lor ca de obicei. „Acoperirea mea” spune când o ai.',
  ],
  engineersTitle: 'Pentru firme',
  engineers: 'Construiești aplicația cu care lucrează curierii?',
  engineersLink: 'Cum se raportează conectările și deconectările',
  insurerTitle: 'Cine asigură',
  insurer: (insurer) => `Te asigură ${insurer}.`,
  termsLink: 'Citește condițiile',
  contactTitle: 'Contact',
  phone: 'Prin telefon:',
  email: 'Prin e-mail:',

  pages: {
    accident: {
      title: 'Un accident: ce faci acum',
      standard: (insurer) => [
        'Ai grijă mai întâi de oameni. Dacă cineva este rănit, sună la 112.',
        'Notează când și unde s-a întâmplat, cine era acolo și cum pot fi găsiți. Fă fotografii.',
        '„Acoperirea mea” arată dacă ai acoperire acum și numărul tău de client. Dă acest număr oricui întreabă cine te asigură.',
        `Apoi anunță cât mai repede ${insurer}. Nu recunoaște nicio vină înainte.`,
      ],
    },
    privacy: {
      title: 'Confidențialitate',
      standard: (insurer) => [
        `${insurer} păstrează numele, adresa de e-mail și numărul de telefon; pentru cine lucrezi; conectările și deconectările raportate, cu turele și acoperirea care rezultă; ce ai acceptat; și cine te-a căutat sau a schimbat ceva.`,
        'Firmele raportează când te conectezi și te deconectezi și nimic despre trasee, locuri sau bani. Datele tale de contact le primesc doar dacă ești de acord.',
        '„Datele mele” le are pe toate, de văzut și de luat cu tine. Tot acolo îți închizi contul: atunci se șterge ce nu cere legea să fie păstrat.',
      ],
    },
    complaints: {
      title: 'Reclamații',
      standard: (insurer) => [
        `Spune la ${insurer} ce nu a mers și ce vrei să se facă. Dă numărul tău de client, niciodată parola.`,
        'Dacă răspunsul nu te mulțumește, te poți adresa mediatorului de asigurări din țara ta. Nu te costă nimic.',
      ],
    },
  },

  footer: [
    ['/accident', 'Accident: ce faci acum?'],
    ['/contact', 'Contact'],
    ['/terms', 'Condiții'],
    ['/privacy', 'Confidențialitate'],
    ['/complaints', 'Reclamații'],
  ],
};
