import { makeToken } from '../../store/secrets.ts';
import { texts } from '../text/texts.ts';
import { attribute, type Html, html, nothing } from './html.ts';
import { icon } from './icons.ts';

/** The error of each invalid field, as a sentence, by the name of the field. */
export type FieldErrors = Readonly<Record<string, string | undefined>>;

/** Whether any field is invalid. */
export function hasErrors(errors: FieldErrors): boolean {
  return Object.values(errors).some((error) => error !== undefined);
}

type TextField = {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'email' | 'tel' | 'password';
  readonly hint?: string;
  /** The HTML attribute, by which browsers and password managers fill the field in. */
  readonly autocomplete: string;
  /** The value to show. Never sent for a password. */
  readonly value?: string;
};

/** A labelled input with its hint and its error. The first invalid field of a form gets the focus. */
export function textField(
  { name, label, type = 'text', hint, autocomplete, value }: TextField,
  errors: FieldErrors,
): Html {
  const error = errors[name];
  const describedBy = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ') || undefined;
  return html`<div class="field${error && ' invalid'}">
<label for="${name}">${label}</label>
${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
${fieldError(name, error)}
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required${attribute('value', type === 'password' ? undefined : value)}${keyboard(type)}${attribute('aria-describedby', describedBy)}${invalidAttributes(name, errors)}>
</div>`;
}

type Checkbox = {
  readonly name: string;
  readonly value: string;
  readonly label: string;
  readonly checked: boolean;
  /** Shown below the label. */
  readonly details: Html;
};

/** A checkbox with its label, its error and its details. */
export function checkbox({ name, value, label, checked, details }: Checkbox, errors: FieldErrors): Html {
  const error = errors[name];
  return html`<div class="field${error && ' invalid'}">
${fieldError(name, error)}
<div class="checkbox"><input id="${name}" name="${name}" type="checkbox" value="${value}" required${attribute('checked', checked)}${attribute('aria-describedby', error && `${name}-error`)}${invalidAttributes(name, errors)}><label for="${name}">${label}</label></div>
${details}
</div>`;
}

/** The field that names one form on one page as it was shown. */
export const FORM_ID = 'form';

type PostForm = {
  readonly action: string;
  /** What its button says while the form is on its way. */
  readonly busy?: string;
  readonly cssClass?: 'card';
};

/** A form that is posted, with an id of its own by which it counts once. */
export function postForm({ action, busy = texts().form.busy, cssClass }: PostForm, content: Html): Html {
  return html`<form${attribute('class', cssClass)} method="post" action="${action}" data-busy="${busy}" novalidate>
${hiddenField(FORM_ID, makeToken())}${content}
</form>`;
}

/** A hidden input. Renders as nothing if the value is undefined. */
export function hiddenField(name: string, value: string | undefined): Html {
  return value === undefined ? nothing : html`<input type="hidden" name="${name}" value="${value}">`;
}

/** The error of a field, above its input. */
export function fieldError(name: string, error: string | undefined): Html {
  if (!error) return nothing;
  return html`<p class="field-error" id="${name}-error">${icon('warning')}<span><span class="visually-hidden">${texts().form.errorPrefix}</span>${error}</span></p>`;
}

/** Marks the input of an invalid field. */
export function invalidAttributes(name: string, errors: FieldErrors): Html {
  if (!errors[name]) return nothing;
  const first = Object.entries(errors).find(([, error]) => error !== undefined)?.[0];
  return html` aria-invalid="true"${attribute('autofocus', first === name)}`;
}

/** Selects the keyboard of a phone, and switches off corrections that would change an email address. */
function keyboard(type: TextField['type']): Html {
  if (type === 'email') return html` inputmode="email" autocapitalize="none" spellcheck="false"`;
  if (type === 'tel') return html` inputmode="tel"`;
  return nothing;
}
