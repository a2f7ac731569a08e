import type { Texts } from '../en/texts.ts';
import { timeText } from './times.ts';

/** Texts of the layout, and of the messages that can follow any page. */
export const layoutText: Texts['layout'] = {
  skip: 'Sari la pagină',
  navigation: 'Paginile tale',
  aboutUs: 'Despre această asigurare',
  logOut: 'Deconectează-te',
  places: [
    ['/my-cover', 'Acoperirea mea'],
    ['/links', 'Firme'],
    ['/my-data', 'Datele mele'],
  ],
  languageTitle: 'Limbă',
  ownName: 'Română',
  contact: (insurer) => `Ai nevoie de ajutor? Contactează ${insurer}.`,

  done: {
    linked: 'Legătura este făcută. Turele tale contează de acum.',
    already_linked: 'Legătura exista deja. Nu s-a schimbat nimic.',
    declined: 'Ai refuzat. Nu s-a transmis și nu s-a legat nimic.',
    logged_out: 'Te-ai deconectat.',
    log_in_instead: 'Dacă această adresă are deja un cont, conectează-te aici. Am trimis și un mesaj la ea.',
    verified: 'Adresa ta de e-mail este confirmată.',
    verified_and_linked: 'Adresa ta de e-mail este confirmată și legătura este făcută. Turele tale contează de acum.',
    verification_sent: 'Am trimis încă un mesaj.',
    proven: 'Adresa ta de e-mail este confirmată. Acum alege o parolă a ta.',
    details_saved: 'Detaliile tale sunt salvate.',
    email_asked: 'Am trimis un mesaj la noua adresă. Se schimbă după ce deschizi linkul din el.',
    email_changed: 'Adresa ta de e-mail este schimbată.',
    password_set: 'Noua parolă este setată și ești conectat.',
    password_changed: 'Parola este schimbată, iar toate celelalte dispozitive sunt deconectate.',
    not_mine: 'Am notat. Nu îți mai arătăm acel ID de curier.',
    mails_saved: 'Am notat. Mesajele cerute de lege sau care îți protejează contul vin în continuare.',
    device_logged_out: 'Acel dispozitiv este deconectat.',
    link_ended: 'Legătura s-a încheiat. Acoperirea pentru acea muncă s-a oprit; turele tale de până acum rămân.',
    provider_refused: 'Am notat. Ce raportează nu mai contează ca munca ta.',
    provider_accepted: 'Am notat. Ce raportează contează din nou ca munca ta.',
    introduced_again: 'Le-am spus încă o dată. Dacă nu te găsesc, va scrie aici.',
    dispute_opened: 'Trimis. Verificăm; răspunsul va fi aici.',
    account_closed: 'Contul tău este închis.',
  },

  foreignForm: {
    title: 'Încearcă din nou',
    text: [
      'Ce ai trimis nu a venit de pe o pagină de-a noastră, așa că nu am făcut nimic cu el.',
      'Mergi înapoi, încarcă din nou pagina și mai trimite o dată.',
    ],
    next: [['/', 'Mergi la început']],
  },
  notFound: {
    title: 'Nu există o astfel de pagină',
    text: ['Adresa poate fi scrisă greșit sau tăiată.'],
    next: [['/', 'Mergi la început']],
  },
  tooManyRequests: (minutes) => ({
    title: 'Prea multe încercări',
    text: [`Așteaptă ${timeText.waiting(minutes)}, apoi încearcă din nou. Nimic din ce ai făcut nu s-a pierdut.`],
  }),
  serverError: {
    title: 'Ceva nu merge la noi',
    text: ['Nu este vina ta. Am notat. Încearcă din nou într-un minut.', 'Acoperirea ta nu depinde de această pagină.'],
    next: [['/', 'Încearcă din nou']],
  },
  badRequest: {
    title: 'Nu am putut primi asta',
    text: ['Ce s-a trimis este prea mare sau incomplet. Mergi înapoi și încearcă din nou.'],
    next: [['/', 'Mergi la început']],
  },
};
