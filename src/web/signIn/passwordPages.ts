import { type FieldErrors, hasErrors, hiddenField, postForm, textField } from '../layout/formControls.ts';
import { type Html, html, nothing } from '../layout/html.ts';
import { messagePage } from '../layout/messagePage.ts';
import type { Page } from '../layout/page.ts';
import { texts } from '../text/texts.ts';

/** Asks for the email to which the link to set a password is mailed. */
export function forgotPage(email: string, invitation: string | undefined, errors: FieldErrors): Page {
  const { forgot } = texts().signIn;
  return {
    title: forgot.title,
    invalid: hasErrors(errors),
    main: html`<h1>${forgot.title}</h1>
<p class="lead">${forgot.lead}</p>
${postForm(
  { action: '/forgot', cssClass: 'card' },
  html`${hiddenField('invitation', invitation)}
${textField({ name: 'email', label: texts().form.fields.email, type: 'email', autocomplete: 'username', value: email }, errors)}
<button class="button">${forgot.submit}</button>`,
)}`,
  };
}

/** The same page for known and unknown emails. */
export function passwordMailSentPage(): Page {
  const { forgot } = texts().signIn;
  const next = [
    ['/log-in', forgot.logIn],
    ['/forgot', forgot.again],
  ] as const;
  return messagePage({ title: forgot.sentTitle, text: forgot.sent, next }, 'mail');
}

/** The page that the mailed link opens. Opening it does not use the token: mail programs open links by themselves. */
export function setPasswordPage(token: string, email: string | undefined, errors: FieldErrors): Page {
  const { setPassword } = texts().signIn;
  return {
    title: setPassword.title,
    invalid: hasErrors(errors),
    main: html`<h1>${setPassword.title}</h1>
${postForm(
  { action: '/set-password', cssClass: 'card' },
  html`${hiddenField('token', token)}${usernameField(email)}
${newPasswordField('password', errors)}
<button class="button">${setPassword.submit}</button>`,
)}`,
  };
}

/** For a mailed link that was used, is too old or was never sent. */
export function expiredPasswordLinkPage(): Page {
  const { expiredTitle, expired, again } = texts().signIn.setPassword;
  return messagePage({ title: expiredTitle, text: expired, next: [['/forgot', again]] });
}

/** Asks for the old and the new password. */
export function changePasswordPage(email: string, errors: FieldErrors): Page {
  const { changePassword } = texts().signIn;
  return {
    title: changePassword.title,
    invalid: hasErrors(errors),
    main: html`<h1>${changePassword.title}</h1>
${postForm(
  { action: '/change-password', cssClass: 'card' },
  html`${usernameField(email)}${textField({ name: 'old_password', label: texts().form.fields.oldPassword, type: 'password', autocomplete: 'current-password' }, errors)}
${newPasswordField('new_password', errors)}
<button class="button">${changePassword.submit}</button>`,
)}`,
  };
}

/** Shows a password manager whose password this is. */
function usernameField(email: string | undefined): Html {
  if (email === undefined) return nothing;
  return html`<input type="text" name="username" value="${email}" autocomplete="username" readonly hidden>`;
}

function newPasswordField(name: string, errors: FieldErrors): Html {
  const { newPassword: label, passwordHint: hint } = texts().form.fields;
  return textField({ name, label, type: 'password', autocomplete: 'new-password', hint }, errors);
}
