import type { Texts } from '../en/texts.ts';

/** Texts of the pages about work providers, the driver's data, the time zone, and closing an account. */
export const accountText: Texts['account'] = {
  links: {
    title: 'Firme',
    lead: 'Cine ne poate spune când lucrezi.',
    linkedTitle: 'Legate de tine',
    driverId: (driverId) => `ID de curier ${driverId}`,
    since: (date) => `din ${date}`,
    from: (date) => `din ${date}`,
    period: (from, to) => `din ${from} până la ${to}`,
    end: 'Încheie această legătură',
    endOf: (workProvider, driverId) => `(${workProvider}, ID de curier ${driverId})`,
    endTitle: (workProvider) => `Închei legătura cu ${workProvider}?`,
    endText: (workProvider, driverId) => [
      `Ce raportează ${workProvider} despre ID-ul de curier ${driverId} nu mai contează ca munca ta, iar acoperirea pentru ea se oprește imediat, chiar și în mijlocul unei ture.`,
      'Turele și acoperirea de până acum rămân așa cum sunt. Ca să începi din nou, ai nevoie de un link nou de la ei.',
    ],
    endYes: 'Da, încheie-o',
    endNo: 'Nu, păstreaz-o',
    contestedTitle: (driverId, workProvider) =>
      `ID-ul de curier ${driverId} la ${workProvider} este revendicat de altcineva`,
    contested: (date) => `Din ${date}. Cât timp este așa, munca sub el nu este asigurată pentru tine.`,
    contestedContact: (insurer, ways) => `Dacă este al tău, contactează ${insurer}: ${ways}. Aflăm al cui este.`,
    notMine: 'Nu este al meu',
    unreported: (workProvider) =>
      `${workProvider} nu a raportat încă nimic sub acest ID de curier. Verifică dacă este cel din aplicația lor.`,
    endedTitle: 'Legături încheiate',
    awaitedTitle: 'Așteaptă confirmarea adresei tale de e-mail',
    none: 'Nicio firmă nu este legată de tine. Deschide linkul pe care l-ai primit de la firma ta.',
    byCustomerNumberTitle: 'Raportează după numărul tău de client',
    byCustomerNumberLead: 'Nu au nevoie de legătură: dau numărul tău de client. Dacă nu lucrezi pentru una, spune-ne.',
    lastReport: (when) => `Ultimul raport: ${when}.`,
    optOut: 'Nu lucrez pentru ei',
    optIn: 'Totuși lucrez',
    optedOutSince: (date) => `Ne-ai spus pe ${date} că nu lucrezi pentru ei. Ce raportează nu îți dă acoperire.`,
  },

  introductions: {
    unknown: (workProvider) =>
      `${workProvider} nu te găsește printre curierii lor după adresa de e-mail. Întreabă ce adresă au, apoi încearcă din nou. Ce raportează sub ID-ul tău de curier contează oricum.`,
    no_answer: (workProvider) =>
      `${workProvider} nu a răspuns când le-am spus cine ești. Ce raportează sub ID-ul tău de curier contează oricum.`,
    taken: (workProvider) =>
      `${workProvider} a dat alt ID de curier pentru tine, care este al altcuiva, așa că nu l-am legat. Roagă-i să verifice.`,
    again: 'Încearcă din nou',
  },

  myData: {
    title: 'Datele mele',
    lead: (insurer) => `Ce păstrează ${insurer} despre tine.`,
    customerNumber: 'Număr de client',
    name: 'Nume',
    email: 'Adresă de e-mail',
    confirmed: 'confirmată',
    notConfirmed: 'neconfirmată',
    phone: 'Număr de mobil',
    notGiven: 'nu a fost dat',
    since: 'Client din',
    download: 'Descarcă tot',
    downloadContents:
      'Un singur fișier (JSON) cu tot ce este pe această pagină, legăturile tale, fiecare conectare și deconectare raportată, turele și acoperirea ta și cine te-a căutat sau a schimbat ceva.',
    agreementsTitle: 'Ce ai acceptat',
    noAgreements: 'Încă nimic.',
    agreed: (whose, version, date) =>
      [`Condițiile ${whose}`, ...(version === undefined ? [] : [`versiunea ${version}`]), date].join(', '),
    sessionsTitle: 'Unde ești conectat',
    session: (began, seen) => `Început: ${began}; ultima dată: ${seen}`,
    thisDevice: '(acest dispozitiv)',
    logOutDevice: 'Deconectează-l',
    sessionsEnd:
      'Fiecare se încheie după 30 de zile fără folosire și cel târziu după 90 de zile. Schimbarea parolei deconectează toate celelalte dispozitive.',
    changeTitle: 'Schimbă ceva',
    changeDetails: 'Schimbă-mi numele, telefonul sau e-mailul',
    changePassword: 'Schimbă-mi parola',
    closeAccount: 'Închide-mi contul',
  },

  details: {
    title: 'Detaliile mele',
    firstTitle: 'Sunt corecte?',
    firstLead: (insurer) => `${insurer} are nevoie de ele o dată, ca să știe pe cine asigură.`,
    submit: 'Salvează',
    firstSubmit: 'Este corect',
    emailTitle: 'Adresa mea de e-mail',
    emailLead: (email) => `Acum: ${email}. Trimitem un link la noua adresă; se schimbă după ce deschizi linkul.`,
    newEmail: 'Adresă nouă de e-mail',
    emailSubmit: 'Trimite linkul',
    same: 'Aceasta este deja adresa ta de e-mail.',
    mailsTitle: 'Mesaje despre contul meu',
    mailsLead: 'Scrie-mi când …',
    mails: {
      linked: 'sunt legat de o firmă',
      link_ended: 'o legătură se încheie',
      reported_by_number: 'o firmă raportează prima dată munca mea după numărul de client',
      new_device: 'cineva se conectează de pe un dispozitiv nou',
      details_changed: 'mi se schimbă numele sau telefonul',
    },
    mailsSubmit: 'Salvează',
    confirmTitle: 'Folosim această adresă de e-mail?',
    confirm: (email) => [`De acum te conectezi cu ${email}, iar mesajele noastre merg acolo.`],
    confirmSubmit: 'Da, folosește-o',
    expiredTitle: 'Acest link a fost folosit sau este prea vechi',
    expired: ['Adresa ta de e-mail a rămas cum era. Cere un link nou dacă tot vrei să o schimbi.'],
    notice: 'Verifică-ți detaliile și condițiile.',
    noticeLink: 'Verifică acum',
  },

  timeZone: {
    title: 'Fusul tău orar',
    lead: 'Îți arătăm turele după acest ceas. Nu schimbă nimic la acoperire.',
    label: 'Fus orar',
    hint: 'Scrie un oraș, de exemplu Bucharest, și alege. Gol: fusul firmei tale.',
    submit: 'Salvează',
    unknown: 'Alege un fus orar din listă.',
  },

  closeAccount: {
    title: 'Închide contul',
    lead: 'Acoperirea ta se oprește imediat, pentru toate firmele. Nu se poate reveni.',
    erasedTitle: 'Ce ștergem',
    erased: ['Numele, adresa de e-mail și numărul de telefon', 'Parola și conectările de pe toate dispozitivele'],
    keptTitle: 'Ce trebuie să păstrăm',
    kept: [
      'Numărul de client, fără nume',
      'Conectările și deconectările raportate, cu ID-urile de curier din ele',
      'Turele, perioadele de acoperire, legăturile și acordurile cu condițiile',
      'Jurnalul cu cine ce a făcut, ca această închidere a contului',
    ],
    why: (insurer) =>
      `Legea îi cere unui asigurător să le păstreze: ${insurer} trebuie să poată dovedi, după ani, dacă exista acoperire în clipa unui accident.`,
    downloadFirst: 'Descarcă mai întâi tot despre tine',
    submit: 'Închide definitiv contul',
    cancel: 'Păstrează contul',
    closedTitle: 'Contul tău este închis',
    closed: (insurer) => [
      'Numele, adresa de e-mail, numărul de telefon și parola sunt șterse, iar toate dispozitivele sunt deconectate. Nu mai ai acoperire.',
      `Ce trebuie să păstreze ${insurer} rămâne doar sub numărul tău de client: conectări și deconectări raportate, ture, acoperire, legături, acorduri.`,
    ],
  },
};
