import type { SignedIn } from '../../accounts/signIn.ts';
import type { Insurer } from '../../core/insurer.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { CoverAnswer } from '../../queries/cover/coverAt.ts';
import { localOfInstant } from '../http/localTime.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { texts } from '../text/texts.ts';
import { clockTime, longDate } from '../text/times.ts';

const text = () => texts().proof;

type Proof = {
  readonly customer: SignedIn;
  readonly insurer: Insurer;
  readonly found: CoverAnswer;
  readonly at: Instant;
  readonly now: Instant;
  readonly timeZone: string;
};

/** One sheet: who, with whom, when, and whether covered. It prints on one page, without the form below it. */
export function proofPage(proof: Proof): Page {
  const { customer, insurer, at, now, timeZone } = proof;
  const facts: readonly (readonly [string, string | Html])[] = [
    [text().name, customer.name ?? text().notGiven],
    [text().customerNumber, html`<span class="code">${customer.customerNumber}</span>`],
    [text().insurer, insurerLine(insurer)],
    [text().moment, `${moment(at, timeZone)} (${timeZone})`],
    ...answerFacts(proof),
    [text().asked, `${moment(now, timeZone)} (${timeZone})`],
  ];
  return {
    title: text().title,
    main: html`<div class="sheet">
<h1>${text().titles[proof.found.answer.tag]}</h1>
<dl class="facts card">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<p>${text().check(insurer.name)}</p>
</div>
<form class="card week-form" action="/proof">
<p><label for="at">${text().another}</label>
<input id="at" name="at" type="datetime-local" value="${localOfInstant(at, timeZone)}" required></p>
<button class="button button-secondary">${text().show}</button>
</form>
<p class="next">${text().print}</p>`,
  };
}

/** The insurer, and how to reach them. */
export function insurerLine({ name, phone, email }: Insurer): string {
  return [name, phone, email].filter(Boolean).join(', ');
}

function answerFacts({ found, timeZone }: Proof): (readonly [string, string])[] {
  const { answer, providers } = found;
  const nameOf = (id: number) => providers.get(id)?.name ?? '';
  switch (answer.tag) {
    case 'covered':
      return answer.through.flatMap(({ laneShift, period }) => [
        [text().workProvider, nameOf(laneShift.lane.workProvider)] as const,
        [text().covered, text().fromTo(moment(period.from, timeZone), moment(period.to, timeZone))] as const,
      ]);
    case 'not_covered': {
      const at = [...new Set(answer.work.map(({ lane }) => nameOf(lane.workProvider)))];
      const reason = answer.because.map((each) => text().reasons[each]).join(', ');
      return [...(at.length > 0 ? [[text().workProvider, at.join(', ')] as const] : []), [text().reason, reason]];
    }
    case 'undetermined': {
      const reason = answer.because.map((each) => text().doubts[each]).join(', ');
      const final = answer.finalFrom === null ? [] : [[text().finalFrom, moment(answer.finalFrom, timeZone)] as const];
      return [[text().reason, reason], ...final];
    }
    default:
      return answer satisfies never;
  }
}

/** A date and a time, as a sheet has them. */
export function moment(at: Instant, timeZone: string): string {
  return `${longDate(at, timeZone)}, ${clockTime(at, timeZone)}`;
}
