import type { Texts } from '../en/texts.ts';

/** Texts of the sheet that proves cover at a moment. */
export const proofText: Texts['proof'] = {
  title: 'Dovada acoperirii',
  titles: {
    covered: 'Cu acoperire în acest moment',
    not_covered: 'Fără acoperire în acest moment',
    undetermined: 'Încă nu se știe pentru acest moment',
  },
  name: 'Nume',
  notGiven: 'nu a fost dat',
  customerNumber: 'Număr de client',
  insurer: 'Asigurător',
  workProvider: 'Firma',
  moment: 'Momentul',
  covered: 'Acoperire',
  fromTo: (from, to) => `de la ${from} cel târziu până la ${to}`,
  reason: 'De ce',
  finalFrom: 'Sigur din',
  asked: 'Întrebat și răspuns',
  check: (insurer) => `Ca să verifici foaia, întreabă ${insurer}: dă numărul de client și momentul.`,
  another: 'Alt moment',
  show: 'Arată',
  print: 'Tipărește pagina sau salveaz-o ca PDF, din browser.',
  link: 'Arată ca dovadă',

  week: {
    title: 'Acoperirea într-o săptămână',
    name: 'Săptămâna',
    covered: (workProvider) => `acoperire prin ${workProvider}`,
    notCovered: (workProvider, reason) => `fără acoperire, ${workProvider}: ${reason}`,
    noWork: 'Nu s-a raportat muncă.',
    mayChange: 'Rapoartele din ultimele două zile pot fi încă pe drum, așa că foaia se poate schimba.',
    link: 'Arată săptămâna ca dovadă',
  },

  reasons: {
    unknown_customer: 'nu există un astfel de client',
    no_shift: 'nu s-a raportat muncă pentru acest moment',
    not_a_customer_yet: 'asigurarea nu începuse',
    work_provider_ended: 'firma nu mai lucra cu asigurătorul',
    suspended: 'acoperirea era suspendată',
    refused: 'clientul nu lucrează pentru ei',
    not_linked: 'ID-ul de curier nu era legat încă',
    link_ended: 'legătura se încheiase',
    linked_to_another: 'ID-ul de curier era legat de altcineva',
  },

  doubts: {
    not_come_yet: 'momentul nu a venit',
    feed_not_complete: 'rapoartele despre el pot fi încă pe drum',
    doubtful_time: 'o oră raportată cade într-o oră repetată și poate însemna două momente',
    logout_without_login: 's-a raportat o deconectare fără conectarea dinaintea ei',
  },
};
