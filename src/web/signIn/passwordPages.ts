import { type Faults, field, hidden, isFaulty } from '../layout/fields.ts';
import { type Html, html } from '../layout/html.ts';
import { messagePage } from '../layout/messagePage.ts';
import type { Page } from '../layout/page.ts';
import { words } from '../text/text.ts';

/** Asks where to send the mail that sets a password. */
export function forgotPage(email: string, invitation: string | undefined, faults: Faults): Page {
  return {
    title: words.forgot.title,
    faulty: isFaulty(faults),
    main: html`<h1>${words.forgot.title}</h1>
<p class="lead">${words.forgot.lead}</p>
<form class="card" method="post" action="/forgot" novalidate>
${hidden('invitation', invitation)}
${field({ name: 'email', label: words.fields.email, type: 'email', autocomplete: 'username', value: email }, faults)}
<button class="button">${words.forgot.submit}</button>
</form>`,
  };
}

/** Says the same to everyone, whether or not there was anyone to send a mail to. */
export function sentPage(): Page {
  const next = [
    ['/log-in', words.forgot.logIn],
    ['/forgot', words.forgot.again],
  ] as const;
  return messagePage({ title: words.forgot.sentTitle, text: words.forgot.sent, next }, 'mail');
}

/** Reached from the mail. Opening it uses nothing up: mail programs look at links before people do. */
export function setPasswordPage(token: string, faults: Faults): Page {
  return {
    title: words.setPassword.title,
    faulty: isFaulty(faults),
    main: html`<h1>${words.setPassword.title}</h1>
<form class="card" method="post" action="/set-password" novalidate>
${hidden('token', token)}
${newPassword('password', faults)}
<button class="button">${words.setPassword.submit}</button>
</form>`,
  };
}

export function stalePasswordPage(): Page {
  return messagePage({
    title: words.setPassword.staleTitle,
    text: words.setPassword.stale,
    next: [['/forgot', words.setPassword.again]],
  });
}

export function changePasswordPage(faults: Faults): Page {
  return {
    title: words.changePassword.title,
    faulty: isFaulty(faults),
    main: html`<h1>${words.changePassword.title}</h1>
<form class="card" method="post" action="/change-password" novalidate>
${field({ name: 'old_password', label: words.fields.oldPassword, type: 'password', autocomplete: 'current-password' }, faults)}
${newPassword('new_password', faults)}
<button class="button">${words.changePassword.submit}</button>
</form>`,
  };
}

function newPassword(name: string, faults: Faults): Html {
  const { newPassword: label, passwordHint: hint } = words.fields;
  return field({ name, label, type: 'password', autocomplete: 'new-password', hint }, faults);
}
