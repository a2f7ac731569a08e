import type { Texts } from '../en/texts.ts';

/** Texts of signing up, agreeing to a link, and reading terms. */
export const signUpText: Texts['signUp'] = {
  signUp: {
    title: 'Înregistrează-te',
    lead: (insurer) => `${insurer} te asigură cât timp lucrezi. Durează un minut.`,
    leadWith: (provider, insurer) => `${insurer} te asigură cât timp lucrezi pentru ${provider}. Durează un minut.`,
    submit: 'Înregistrează-te',
    submitWith: 'Înregistrează-te și leagă',
    busy: 'Înregistrare…',
    haveAccount: 'Ai cont?',
    logIn: 'Conectează-te',
  },

  terms: {
    agree: (whose) => `Sunt de acord cu condițiile ${whose}`,
    read: (whose) => `Citește condițiile ${whose}`,
    version: (version) => `Versiunea ${version}`,
    newTab: '(se deschide o filă nouă)',
    title: (whose) => `Condițiile ${whose}`,
  },

  link: {
    title: (provider) => `Leagă ${provider}`,
    lead: (provider) => `Ca să ai acoperire cât timp lucrezi pentru ${provider}.`,
    workProvider: 'Firma',
    driverId: 'ID-ul tău de curier acolo',
    customerNumber: 'Numărul tău de client',
    sharingTitle: 'Cine ce transmite',
    sharing: (provider, insurer, introduces) => [
      [
        `${provider} transmite către ${insurer}`,
        'când te conectezi și te deconectezi, sub ID-ul tău de curier. Nimic despre trasee, locuri sau bani.',
      ],
      [
        `${insurer} transmite către ${provider}`,
        introduces
          ? 'numărul tău de client, e-mailul și telefonul, ca să te găsească printre curierii lor. Nimic despre munca ta pentru alții.'
          : 'dacă numărul tău de client și e-mailul sunt corecte, dacă întreabă. Nimic despre munca ta pentru alții.',
      ],
      ['Tu hotărăști', 'și poți încheia legătura oricând vrei. Atunci acoperirea pentru această muncă se oprește.'],
    ],
    agree: 'Sunt de acord, leagă',
    busy: 'Se leagă…',
    decline: 'Refuz',
    wrongId: (provider) => `Nu este ID-ul tău de curier? Refuză și cere un link nou de la ${provider}.`,
  },
};
