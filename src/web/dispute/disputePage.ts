import { CLAIMS } from '../../core/cover/dispute.ts';
import type { Insurer } from '../../core/insurer.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import type { Dispute } from '../../store/customer/disputes.ts';
import type { Provider } from '../../store/provider/providers.ts';
import { type OwnPath, withQuery } from '../http/redirect.ts';
import {
  type FieldErrors,
  fieldError,
  hasErrors,
  hiddenField,
  invalidAttributes,
  postForm,
} from '../layout/formControls.ts';
import { attribute, type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { texts } from '../text/texts.ts';
import { dayAndTime, dayAndTimes } from '../text/times.ts';

const text = () => texts().dispute;

/** The work that is disputed, and what was entered. `from` and `to` are times on the customer's clock. */
export type DisputeView = {
  readonly workProvider: number;
  readonly name: string;
  readonly period: Period;
  readonly insurer: Insurer;
  readonly timeZone: string;
  readonly values: Readonly<Record<'claim' | 'from' | 'to' | 'note', string>>;
  readonly errors: FieldErrors;
};

/** The page on which a customer says what is wrong about a period of work. */
export function disputePath(workProvider: number, { from, to }: Period): OwnPath {
  return withQuery('/dispute', { of: String(workProvider), from: String(from), to: String(to) });
}

/** Asks what happened, and when. */
export function disputePage(view: DisputeView): Page {
  const { workProvider, name, period, insurer, timeZone, values, errors } = view;
  const readers = insurer.sharesDisputes ? text().seenByBoth(insurer.name, name) : text().seenBy(insurer.name);
  return {
    title: text().title,
    invalid: hasErrors(errors),
    main: html`<h1>${text().title}</h1>
<p class="lead">${text().shown}: <strong>${text().about(name, dayAndTimes(period, timeZone))}</strong></p>
<p>${text().lead} ${readers}</p>
${postForm(
  { action: '/dispute', cssClass: 'card' },
  html`${hiddenField('of', String(workProvider))}${hiddenField('from', String(period.from))}${hiddenField('to', String(period.to))}
${claimField(values.claim, errors)}
${timeField('happened_from', text().from, values.from, errors)}
${timeField('happened_to', text().to, values.to, errors)}
${noteField(values.note, errors)}
<button class="button">${text().submit}</button>`,
)}`,
  };
}

function claimField(chosen: string, errors: FieldErrors): Html {
  const error = errors['claim'];
  return html`<fieldset class="field${error && ' invalid'}"><legend><b>${text().claimTitle}</b></legend>
${fieldError('claim', error)}
${CLAIMS.map((claim) => html`<div class="checkbox"><input type="radio" id="claim-${claim}" name="claim" value="${claim}" required${attribute('checked', claim === chosen)}${attribute('aria-describedby', error && 'claim-error')}><label for="claim-${claim}">${text().claims[claim]}</label></div>`)}
</fieldset>`;
}

function timeField(name: string, label: string, value: string, errors: FieldErrors): Html {
  const error = errors[name];
  return html`<div class="field${error && ' invalid'}"><label for="${name}">${label}</label>
${fieldError(name, error)}
<input id="${name}" name="${name}" type="datetime-local" value="${value}" required${attribute('aria-describedby', error && `${name}-error`)}${invalidAttributes(name, errors)}></div>`;
}

function noteField(value: string, errors: FieldErrors): Html {
  const error = errors['note'];
  return html`<div class="field${error && ' invalid'}"><label for="note">${text().note}</label>
<p class="hint" id="note-hint">${text().noteHint}</p>
${fieldError('note', error)}
<textarea id="note" name="note" rows="4" aria-describedby="note-hint${error && ' note-error'}"${invalidAttributes('note', errors)}>${value}</textarea></div>`;
}

type ListView = {
  readonly disputes: readonly Dispute[];
  readonly providers: ReadonlyMap<number, Provider>;
  readonly timeZone: string;
  readonly now: Instant;
};

/** Everything that the customer said is wrong, with the answers. */
export function disputesPage({ disputes, ...view }: ListView): Page {
  return {
    title: text().listTitle,
    main: html`<h1>${text().listTitle}</h1>
${disputes.length === 0 && html`<p>${text().none}</p>`}
${disputes.map((dispute) => disputeCard(dispute, view))}`,
  };
}

function disputeCard(dispute: Dispute, { providers, timeZone, now }: Omit<ListView, 'disputes'>): Html {
  const { workProvider, about, claim, claimed, note, openedAt, closedAt, answer } = dispute;
  const name = providers.get(workProvider)?.name ?? '';
  return html`<section class="card">
<h2>${text().about(name, dayAndTimes(about, timeZone))}</h2>
<p>${text().said(text().claims[claim], dayAndTimes(claimed, timeZone))}</p>
${note !== '' && html`<p class="written">${note}</p>`}
<p class="hint">${text().opened(dayAndTime(openedAt, timeZone, now))}</p>
${closedAt === null ? html`<p>${text().waiting}</p>` : html`<p><b>${text().answered(dayAndTime(closedAt, timeZone, now))}</b></p><p class="written">${answer}</p>`}
</section>`;
}
