import { words } from '../text/text.ts';
import { attribute, type Html, html, nothing } from './html.ts';
import { mark } from './marks.ts';

/** What is wrong with which field, in words for people. */
export type Faults = Readonly<Record<string, string | undefined>>;

export type Field = {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'email' | 'tel' | 'password';
  readonly hint?: string;
  /** What browsers and password keepers fill in. */
  readonly autocomplete: string;
  /** What was typed before. Passwords are never sent back. */
  readonly value?: string;
};

/** A labelled input, its hint, and its fault beside it. The first faulty field of a form takes the focus. */
export function field({ name, label, type = 'text', hint, autocomplete, value }: Field, faults: Faults): Html {
  const fault = faults[name];
  const about = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ') || undefined;
  return html`<div class="field${fault && ' faulty'}">
<label for="${name}">${label}</label>
${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
${faultBeside(name, fault)}
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required${attribute('value', type === 'password' ? undefined : value)}${typing(type)}${attribute('aria-describedby', about)}${takesFocus(name, fault, faults)}>
</div>`;
}

export type Box = {
  readonly name: string;
  readonly value: string;
  readonly label: string;
  readonly ticked: boolean;
  /** What to read before it is ticked. */
  readonly below?: Html;
};

/** A box to tick, its label, and its fault beside it. */
export function tickBox({ name, value, label, ticked, below }: Box, faults: Faults): Html {
  const fault = faults[name];
  return html`<div class="field${fault && ' faulty'}">
${faultBeside(name, fault)}
<div class="tick"><input id="${name}" name="${name}" type="checkbox" value="${value}" required${attribute('checked', ticked)}${attribute('aria-describedby', fault && `${name}-fault`)}${takesFocus(name, fault, faults)}><label for="${name}">${label}</label></div>
${below}
</div>`;
}

/** What the form carries along unseen. */
export function hidden(name: string, value: string | undefined): Html {
  return value === undefined ? nothing : html`<input type="hidden" name="${name}" value="${value}">`;
}

/** Whether a form has any fault. */
export function isFaulty(faults: Faults): boolean {
  return Object.values(faults).some((fault) => fault !== undefined);
}

function faultBeside(name: string, fault: string | undefined): Html {
  if (!fault) return nothing;
  return html`<p class="fault" id="${name}-fault">${mark('warning')}<span><span class="heard">${words.frame.faultyTitle}</span>${fault}</span></p>`;
}

function takesFocus(name: string, fault: string | undefined, faults: Faults): Html {
  if (!fault) return nothing;
  const first = Object.entries(faults).find(([, each]) => each !== undefined)?.[0];
  return html` aria-invalid="true"${attribute('autofocus', first === name)}`;
}

/** Keyboards that fit, and no capital letters or corrections where they would spoil what is typed. */
function typing(type: Field['type']): Html {
  if (type === 'email') return html` inputmode="email" autocapitalize="none" spellcheck="false"`;
  if (type === 'tel') return html` inputmode="tel"`;
  return nothing;
}
