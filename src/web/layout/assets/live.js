// Keeps a page true without reloading it: fetches what may have changed and replaces the parts that did.
// A part is an element with an id and data-live; the page works without any of this.
const page = document.querySelector('[data-live-from]');
const everyMs = Number(page?.dataset.liveSeconds) * 1000;
let seen = page?.dataset.liveVersion;
let next;

async function look() {
  clearTimeout(next);
  if (document.visibilityState === 'hidden') return;
  try {
    const headers = seen ? { 'If-None-Match': seen } : {};
    const answer = await fetch(page.dataset.liveFrom, { headers, redirect: 'manual', cache: 'no-store' });
    if (answer.status === 200) take(await answer.text(), answer.headers.get('ETag'));
    if (answer.type === 'opaqueredirect' || answer.status === 401) return location.reload();
    page.removeAttribute('data-stale');
  } catch {
    page.setAttribute('data-stale', '');
  }
  next = setTimeout(look, everyMs);
}

function take(text, version) {
  seen = version;
  const fresh = new DOMParser().parseFromString(text, 'text/html');
  for (const part of fresh.querySelectorAll('[data-live]')) replace(document.getElementById(part.id), part);
}

// What was unfolded stays unfolded, and what had the focus has it again.
function replace(old, part) {
  if (!old || old.innerHTML === part.innerHTML) return;
  const unfolded = [...old.querySelectorAll('details[open]')].map((each) => each.id);
  const focused = old.contains(document.activeElement) && document.activeElement.id;
  for (const each of part.querySelectorAll('details')) each.open = unfolded.includes(each.id);
  old.replaceChildren(...part.childNodes);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

for (const button of document.querySelectorAll('button[data-copy]')) {
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector('span').textContent = button.dataset.copied;
  });
}

if (page) {
  document.addEventListener('visibilitychange', look);
  addEventListener('online', look);
  next = setTimeout(look, everyMs);
}
