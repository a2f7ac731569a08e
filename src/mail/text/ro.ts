import type { MailTexts } from './en.ts';
import { type Contact, waysTo } from './mailText.ts';

/** The texts of all mails to customers, in Romanian. */
export const ro: MailTexts = {
  greeting: (name) => (name ? `Bună ziua, ${name},` : 'Bună ziua,'),

  verifyEmail: (insurer, url, awaited) => ({
    subject: `${insurer}: este aceasta adresa ta de e-mail?`,
    before: [
      `Cineva, cel mai probabil tu, s-a înregistrat la ${insurer} cu această adresă de e-mail. Confirmă că este a ta.`,
      ...(awaited.length > 0 ? [`Astfel ești legat de ${[...new Set(awaited)].join(', ')}.`] : []),
    ],
    button: { label: 'Da, este adresa mea de e-mail', url },
    after: [
      'Linkul merge trei zile, o singură dată.',
      'Dacă nu ai fost tu, nu face nimic: adresa rămâne neconfirmată.',
    ],
  }),

  setPassword: (insurer, url) => ({
    subject: `${insurer}: setează o parolă nouă`,
    before: [`Cineva, cel mai probabil tu, a cerut o parolă nouă la ${insurer}.`],
    button: { label: 'Setează o parolă nouă', url },
    after: ['Linkul merge o oră, o singură dată.', 'Dacă nu ai fost tu, nu face nimic: parola rămâne cum este.'],
  }),

  signedUpBefore: (insurer, url) => ({
    subject: `${insurer}: ai deja un cont`,
    before: [
      `Cineva, cel mai probabil tu, tocmai a încercat să se înregistreze la ${insurer} cu această adresă de e-mail. Are deja un cont, așa că nu s-a făcut altul.`,
    ],
    button: { label: 'Conectează-te sau setează o parolă nouă', url },
    after: ['Dacă nu ai fost tu, nu ai nimic de făcut.'],
  }),

  passwordChanged: (insurer, url) => ({
    subject: `${insurer}: parola ta a fost schimbată`,
    before: [
      `Parola contului tău la ${insurer} tocmai a fost schimbată, iar celelalte dispozitive au fost deconectate.`,
    ],
    button: { label: 'Nu am fost eu: setează o parolă nouă', url },
    after: ['Dacă ai fost tu, nu ai nimic de făcut.'],
  }),

  changeEmail: (insurer, url) => ({
    subject: `${insurer}: confirmă noua adresă de e-mail`,
    before: [
      `Cineva, cel mai probabil tu, a cerut ca ${insurer} să scrie de acum la această adresă. Confirmă acolo unde ești conectat.`,
    ],
    button: { label: 'Folosește această adresă', url },
    after: [
      'Linkul merge trei zile, o singură dată.',
      'Dacă nu ai fost tu, nu face nimic: atunci nu se schimbă nimic.',
    ],
  }),

  emailChanged: (insurer) => ({
    subject: `${insurer.name}: adresa ta de e-mail a fost schimbată`,
    before: [`${insurer.name} scrie de acum la altă adresă a ta, iar cu aceea te conectezi.`],
    after: [`Dacă nu ai fost tu, ${contactText(insurer)} imediat.`],
  }),

  detailsChanged: (insurer, url) => ({
    subject: `${insurer.name}: detaliile tale au fost schimbate`,
    before: ['Numele sau numărul tău de telefon tocmai a fost schimbat.'],
    button: { label: 'Vezi detaliile mele', url },
    after: [`Dacă nu ai fost tu, ${contactText(insurer)}.`],
  }),

  disputeAnswered: (insurer, url) => ({
    subject: `${insurer.name}: un răspuns la sesizarea ta`,
    before: ['Ai spus că ceva din turele tale nu este corect. Acum există un răspuns.'],
    button: { label: 'Citește răspunsul', url },
    after: [`Dacă nu ești de acord cu el, ${contactText(insurer)}.`],
  }),

  linked: ({ name }, workProvider, url) => ({
    subject: `${name}: ești legat de ${workProvider}`,
    before: [`De acum ${name} te asigură cât timp ${workProvider} raportează că ești la lucru.`],
    button: { label: 'Vezi firmele mele', url },
    after: ['Dacă nu lucrezi pentru ei, încheie legătura acolo.'],
  }),

  link_ended: (insurer, workProvider, url) => ({
    subject: `${insurer.name}: legătura ta cu ${workProvider} s-a încheiat`,
    before: [`Ce raportează ${workProvider} nu îți mai dă acoperire sub acel ID de curier.`],
    button: { label: 'Vezi firmele mele', url },
    after: [`Dacă lucrezi în continuare pentru ei, cere-le un link nou sau ${contactText(insurer)}.`],
  }),

  driver_id_contested: (insurer, workProvider, url) => ({
    subject: `${insurer.name}: altcineva are ID-ul tău de curier la ${workProvider}`,
    before: [
      `Un ID de curier la ${workProvider} despre care ai spus că este al tău este al altcuiva. Munca sub el nu este asigurată pentru tine.`,
    ],
    button: { label: 'Uită-te', url },
    after: [`Dacă este al tău, ${contactText(insurer)}: aflăm al cui este.`],
  }),

  reported_by_number: (insurer, workProvider, url) => ({
    subject: `${insurer.name}: ${workProvider} raportează munca ta`,
    before: [`${workProvider} a început să raporteze munca ta după numărul tău de client. Îți dă acoperire.`],
    button: { label: 'Nu lucrez pentru ei', url },
    after: ['Dacă lucrezi pentru ei, nu ai nimic de făcut.'],
  }),

  suspended: (insurer, url) => ({
    subject: `${insurer.name}: acoperirea ta este suspendată`,
    before: ['Acoperirea ta este suspendată. Cât timp este așa, munca nu este asigurată.'],
    button: { label: 'Vezi acoperirea mea', url },
    after: [`Ca să afli de ce și ce ai de făcut, ${contactText(insurer)}.`],
  }),

  resumed: ({ name }, url) => ({
    subject: `${name}: acoperirea ta continuă`,
    before: [
      'Suspendarea acoperirii tale s-a încheiat sau se încheie la un moment stabilit. „Acoperirea mea” spune dacă o ai acum.',
    ],
    button: { label: 'Vezi acoperirea mea', url },
    after: [],
  }),

  newDevice: (insurer, url) => ({
    subject: `${insurer.name}: o conectare de pe un dispozitiv nou`,
    before: [
      'Cineva, cel mai probabil tu, tocmai s-a conectat la contul tău dintr-un browser nefolosit până acum pentru el.',
    ],
    button: { label: 'Nu am fost eu: schimbă-mi parola', url },
    after: ['Schimbarea deconectează toate celelalte dispozitive. Dacă ai fost tu, nu ai nimic de făcut.'],
  }),

  accountClosed: (insurer) => ({
    subject: `${insurer.name}: contul tău este închis`,
    before: ['Contul tău este închis, așa cum ai cerut, și nu mai ai acoperire. Acesta este ultimul nostru mesaj.'],
    after: [`Dacă nu ai fost tu, ${contactText(insurer)} imediat.`],
  }),

  agreed: ({ name }, whose, { version, text }) => ({
    subject: `${name}: ce ai acceptat`,
    before: [`Ai acceptat condițiile ${whose}, versiunea ${version}. Acesta este textul lor, de păstrat:`],
    after: text.split(/\n\s*\n/),
  }),
};

/** `anunță Fairway Mutual (+44 20 7946 0018)`: completes a sentence. */
function contactText(contact: Contact): string {
  const ways = waysTo(contact, ' sau ');
  return ways === '' ? `anunță ${contact.name}` : `anunță ${contact.name} (${ways})`;
}
