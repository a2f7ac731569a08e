import type { Link } from '../../core/shift/lane.ts';
import type { MyCover } from '../../queries/driver/myCover.ts';
import type { Introduction } from '../../store/webhook/introductions.ts';
import { hidden } from '../layout/fields.ts';
import { type Html, html, nothing } from '../layout/html.ts';
import { myCoverWords } from '../text/myCover.ts';

const words = myCoverWords.introductions;

/** What came of telling work providers who the driver is, where something is to be done about it. */
export function introductionsTo(open: readonly Link[], { introductions, names }: MyCover): Html {
  const linked = new Set(open.map(({ workProvider }) => workProvider));
  const own = introductions.filter(({ workProvider }) => linked.has(workProvider));
  return html`${own.map((each) => inWords(each, names.get(each.workProvider) ?? ''))}`;
}

function inWords({ workProvider, outcome }: Introduction, name: string): Html {
  switch (outcome) {
    case 'unknown':
    case 'no_answer':
      return html`<div class="card"><p>${words[outcome](name)}</p>
<form method="post" action="/links/introduce">${hidden('provider', String(workProvider))}
<button class="button quiet">${words.again} <span class="heard">(${name})</span></button></form></div>`;
    case 'taken':
      return html`<div class="card"><p>${words.taken(name)}</p></div>`;
    case 'noted':
    case 'linked':
    case 'withdrawn':
    case null:
      return nothing;
    default:
      return outcome satisfies never;
  }
}
