import type { Texts } from '../en/texts.ts';
import { timeText } from './times.ts';

/** Texts of form fields, and the errors shown at them. */
export const formText: Texts['form'] = {
  errorPrefix: 'Eroare: ',
  busy: 'O clipă…',

  fields: {
    name: 'Numele tău complet',
    email: 'Adresă de e-mail',
    phone: 'Număr de mobil',
    nameHint: (insurer) => `Îl vede doar ${insurer}.`,
    emailHint: (insurer) =>
      `Acolo îți scrie ${insurer}. O firmă care îți știe numărul de client poate verifica dacă adresa este a ta.`,
    phoneHint: 'Pentru întrebări despre acoperirea ta. O firmă îl primește doar dacă ești de acord.',
    phoneHintIntroduced: (workProvider) =>
      `Pentru întrebări despre acoperirea ta. Îl primește și ${workProvider}, ca să te găsească printre curierii lor.`,
    password: 'Parolă',
    newPassword: 'Parolă nouă',
    oldPassword: 'Parola actuală',
    passwordHint: 'Cel puțin 10 caractere. Trei cuvinte la întâmplare sunt bune.',
  },

  errors: {
    name: 'Scrie-ți numele.',
    nameTooLong: 'Scrie un nume de cel mult 200 de caractere.',
    email: 'Scrie o adresă de e-mail ca ana@example.com.',
    signedForOther: (email) =>
      `Linkul deschis este pentru ${email}. Înregistrează-te cu acea adresă sau cere un link nou.`,
    phone: 'Scrie un număr de telefon cu cifrele lui, ca 07700 900123.',
    noPassword: 'Scrie parola.',
    too_short: 'Folosește cel puțin 10 caractere.',
    too_long: 'Folosește cel mult 200 de caractere.',
    too_common: 'Această parolă este printre primele pe care le-ar încerca oricine. Alege alta.',
    holds_known_words: 'Lasă deoparte adresa de e-mail și numele firmelor: oricine le-ar încerca.',
    sameAsOld: 'Aceasta este parola ta actuală. Alege alta.',
    agree: 'Bifează căsuța dacă ești de acord. Fără asta nu te putem asigura.',
    agreeToProvider: (provider) => `Bifează căsuța dacă ești de acord. Fără asta nu te putem lega de ${provider}.`,
    termsChanged: 'Condițiile s-au schimbat cât timp pagina era deschisă. Citește din nou și bifează căsuța.',
    wrongLogIn: 'Adresa de e-mail și parola nu se potrivesc.',
    wrongPassword: 'Aceasta nu este parola ta actuală.',
    tooMany: (minutes) => `Prea multe încercări. Așteaptă ${timeText.waiting(minutes)}, apoi încearcă din nou.`,
  },
};
