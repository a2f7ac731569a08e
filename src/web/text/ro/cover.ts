import type { Texts } from '../en/texts.ts';

/** Texts of "my cover": whether the driver is covered now, and the week as a chart and a table. */
export const coverText: Texts['cover'] = {
  now: {
    title: 'Acoperirea mea',
    covered: { title: 'Ai acoperire acum', was: 'Aveai acoperire.' },
    notInsured: { title: 'Stop: această muncă nu este asigurată', was: 'Lucrai fără acoperire.' },
    offDuty: { title: 'Nu ești la lucru', was: 'Nu erai la lucru.' },
    undetermined: { title: 'Încă nu putem ști dacă ai acoperire', was: 'Nu se știa.' },
    undeterminedUntil: (at) => `Vom ști la ${at}.`,
    doubts: {
      doubtful_time: 'O oră raportată cade în ora în care ceasurile se dau înapoi și poate însemna două momente.',
      logout_without_login: 'S-a raportat o deconectare, iar conectarea dinaintea ei lipsește.',
    },
    through: (workProvider, since) => `prin ${workProvider}, de la ${since}`,
    and: ' și ',
    until: (at) => `Până se raportează deconectarea; cel târziu până la ${at}.`,
    butNot: (why) => `Nu toată munca: ${why}`,
    todo: 'Ce ai de făcut',
    toLinks: 'Vezi firmele tale',
    call: (insurer) => `Sună la ${insurer}`,
    write: (insurer) => `Scrie la ${insurer}`,
    refresh: 'Reîncarcă',
    asOf: 'La ora',
    lastKnown: 'Ultima dată știut la',
    stale: 'Fără conexiune: poate nu mai este actual.',
  },

  hindrance: {
    suspended: (since, canContactUs) => ({
      why: `Acoperirea ta este suspendată de la ${since}. Cât timp este așa, munca nu este asigurată.`,
      todo: canContactUs ? 'Contactează-ne: îți spunem ce este nevoie ca să o reluăm.' : undefined,
    }),
    refused: ({ workProvider }) => ({
      why: `${workProvider} raportează că ești la lucru, dar ne-ai spus că nu lucrezi pentru ei.`,
      todo: 'Dacă lucrezi, spune mai jos, la „Firme”.',
    }),
    link_ended: ({ workProvider }) => ({
      why: `Lucrezi pentru ${workProvider}, dar legătura ta cu ei s-a încheiat.`,
      todo: `Cere un link nou de la ${workProvider} și acceptă-l.`,
    }),
    work_provider_ended: ({ workProvider }) => ({
      why: `Lucrezi pentru ${workProvider}, care nu mai lucrează cu noi. Această muncă nu este asigurată.`,
      todo: undefined,
    }),
    not_a_customer_yet: ({ workProvider }) => ({
      why: `Lucrezi pentru ${workProvider}, iar asigurarea ta nu a început încă.`,
      todo: undefined,
    }),
    not_linked: ({ workProvider }) => ({
      why: `Lucrezi pentru ${workProvider}, dar legătura ta cu ei nu a început.`,
      todo: `Cere un link de la ${workProvider} și acceptă-l.`,
    }),
  },

  offDuty: {
    setUp: (workProviders) => ({
      why: `Totul este pregătit cu ${workProviders}. Acoperirea începe când te conectezi acolo și ei raportează, de obicei în câteva secunde.`,
      todo: undefined,
    }),
    lastCovered: (at) => `Ultima acoperire până la ${at}.`,
    awaitingEmail: (workProvider) => ({
      why: `Legătura ta cu ${workProvider} așteaptă să îți confirmi adresa de e-mail. Până atunci acea muncă nu este asigurată.`,
      todo: 'Deschide linkul din mesajul pe care ți l-am trimis.',
    }),
    nobody: {
      why: 'Nicio firmă nu este legată de tine.',
      todo: 'Deschide linkul de la firma ta sau dă-le numărul tău de client.',
    },
  },

  week: {
    number: (week) => `Săptămâna ${week}`,
    previous: 'Săptămâna trecută',
    next: 'Săptămâna viitoare',
    goTo: 'Mergi la săptămâna zilei',
    show: 'Arată',
    legend: 'Cum se citește imaginea',
    coveredBy: (workProvider) => `acoperire prin ${workProvider}`,
    gap: 'fără acoperire',
    undetermined: 'nu se știe',
    now: (time) => `acum ${time}`,
    chart: (week, worked, covered) =>
      `Imaginea săptămânii ${week}: la lucru ${worked}, cu acoperire ${covered}. Tabelele de mai jos spun același lucru.`,
    totalAllCovered: (worked) => `La lucru ${worked}, tot timpul cu acoperire.`,
    total: (worked, covered, gap) => `La lucru ${worked}: ${covered} cu acoperire, ${gap} fără.`,
    notKnown: (length) => `Timp de ${length} nu știm dacă aveai acoperire.`,
    allCovered: (worked) => `${worked}, tot cu acoperire`,
    partCovered: (covered, worked) => `${covered} din ${worked} cu acoperire`,
    clocksForward: 'trecere la ora de vară',
    clocksBack: 'trecere la ora de iarnă',
    more: (count) => `și încă ${count}, vezi tabelul`,
    empty: 'Nicio tură în această săptămână.',
    nothingYet: 'Încă nicio tură în această săptămână.',
    soon: 'Aducem săptămâna la zi. Va fi completă într-o clipă.',
    setAside: 'Ceva din ce s-a raportat nu a putut fi prelucrat încă. Știm; nimic nu s-a pierdut.',
  },

  table: {
    work: 'La lucru',
    cover: 'Acoperire',
    all: 'tot',
    none: 'nu',
    notKnown: 'nu se știe',
    whyNotKnown: 'lipsește o conectare înainte de o deconectare, sau o oră poate însemna două momente',
  },

  till: {
    logout: '',
    limit: 'nicio deconectare: încheiată la tura cea mai lungă',
    now: 'încă la lucru',
    midnight: 'continuă ziua următoare',
    passed_on: 'ID-ul de curier a trecut la altcineva',
  },

  gap: {
    not_a_customer_yet: 'înainte de asigurare',
    work_provider_ended: 'nu mai lucrează cu noi',
    not_linked: 'nelegat încă',
    link_ended: 'legătură încheiată',
    linked_to_another: 'legat de altcineva',
    suspended: 'acoperire suspendată',
    refused: 'nu lucrezi pentru ei',
  },

  customerNumber: {
    title: 'Numărul tău de client',
    purpose: 'Dă-l unei firme care îl cere: atunci poate raporta turele tale sub el, fără legătură.',
    copy: 'Copiază',
    copied: 'Copiat',
  },

  timeZone: (timeZone) => `Orele sunt cele din ${timeZone}.`,
  changeTimeZone: 'Schimbă',
};
