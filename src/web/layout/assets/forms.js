// While a posted form is on its way, its buttons rest and the pressed one says so. Forms work without this script, and
// the server lets a form count once by itself.
const LONGEST_REST_MS = 20_000;
const labels = new Map();

addEventListener('submit', (event) => {
  const form = event.target;
  if (form.method !== 'post') return;
  if (form.hasAttribute('data-sent')) return event.preventDefault();
  form.setAttribute('data-sent', '');
  const button = event.submitter;
  if (button) {
    labels.set(form, [button, [...button.childNodes]]);
    button.replaceChildren(form.dataset.busy);
  }
  // Not `disabled`: the browser would leave out the value of the button.
  for (const each of form.querySelectorAll('button')) each.setAttribute('aria-disabled', 'true');
  setTimeout(() => wake(form), LONGEST_REST_MS);
});

function wake(form) {
  const [button, label] = labels.get(form) ?? [];
  button?.replaceChildren(...label);
  labels.delete(form);
  form.removeAttribute('data-sent');
  for (const each of form.querySelectorAll('button')) each.removeAttribute('aria-disabled');
}

// A page that "back" shows again comes as it was left.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) wake(form);
});
