import type { Texts } from '../en/texts.ts';

/** Texts of logging in, setting and changing a password, and verifying an email. */
export const signInText: Texts['signIn'] = {
  logIn: {
    title: 'Conectează-te',
    lead: (provider) => `Apoi îți poți lega munca pentru ${provider}.`,
    submit: 'Conectează-te',
    busy: 'Conectare…',
    forgot: 'Ai uitat parola sau nu ai setat niciodată una?',
    forgotLink: 'Primește un mesaj ca să o setezi',
    noAccount: 'Încă nu ai cont?',
    signUp: 'Înregistrează-te',
  },

  forgot: {
    title: 'Setează o parolă',
    lead: 'Ai uitat parola sau nu ai setat niciodată una? Îți trimitem un mesaj cu un link ca să o setezi.',
    submit: 'Trimite-mi mesajul',
    sentTitle: 'Uită-te în poștă',
    sent: [
      'Dacă există un cont pentru acea adresă, un mesaj este pe drum. Linkul lui merge o dată, timp de o oră.',
      'Nimic după câteva minute? Uită-te în dosarul de spam sau verifică adresa și cere din nou.',
    ],
    again: 'Cere din nou',
    logIn: 'Conectează-te',
  },

  setPassword: {
    title: 'Alege o parolă nouă',
    submit: 'Setează parola',
    expiredTitle: 'Acest link a fost folosit sau este prea vechi',
    expired: ['Un link pentru setarea parolei merge o dată și doar puțin timp.'],
    again: 'Cere un mesaj nou',
  },

  changePassword: { title: 'Schimbă-ți parola', submit: 'Schimbă parola' },

  verify: {
    title: 'Confirmă-ți adresa de e-mail',
    lead: (email) => `Este ${email} adresa ta și te-ai înregistrat tu? Atunci ajunge o atingere.`,
    leadAnew: (email) => `Este ${email} adresa ta? Atunci confirm-o și alege o parolă.`,
    anew: 'Nu ești conectat aici, așa că nu putem ști cine s-a înregistrat cu adresa ta. Dacă ai fost tu în alt browser, confirmă acolo și nu se pierde nimic. Confirmarea aici încheie toate conectările și șterge ce s-a scris: dai din nou numele și numărul și deschizi din nou linkul firmei tale.',
    wrongAddress: 'Adresă greșită?',
    changeIt: 'Schimb-o',
    links: (provider, driverId) => `Asta te leagă și de ${provider}, cu ID-ul de curier ${driverId}.`,
    notYou: 'Dacă nu te-ai înregistrat tu, închide pagina. Atunci nu se întâmplă nimic.',
    submit: 'Da, confirmă adresa mea',
    expiredTitle: 'Acest link a fost folosit sau este prea vechi',
    expired: ['Dacă adresa ta este deja confirmată, totul este bine. Dacă nu, conectează-te și cere un mesaj nou.'],
    firstTitle: 'Încă un pas: confirmă-ți e-mailul',
    first: (email, provider) => [
      `Am trimis un mesaj la ${email}. Deschide linkul din el.`,
      provider === undefined
        ? 'Până atunci te poți uita în jur.'
        : `Imediat ce o faci, ești legat de ${provider}. Până atunci, munca ta pentru ${provider} nu este asigurată.`,
    ],
    again: 'Trimite din nou mesajul',
    toMyCover: 'Mergi la acoperirea mea',
  },
};
