// Keeps the page up to date without a reload: fetches the live parts and replaces those that changed.
// A live part is an element with an id and the attribute data-live. The page works without this script.
const page = document.querySelector('[data-live-from]');
const intervalMs = Number(page?.dataset.liveSeconds) * 1000;
let version = page?.dataset.liveVersion;
let timer;

// The server redirects to the log-in page when the session is over. A reload follows it.
async function refresh() {
  clearTimeout(timer);
  if (document.visibilityState === 'hidden') return;
  try {
    const headers = version ? { 'If-None-Match': version } : {};
    const answer = await fetch(page.dataset.liveFrom, { headers, redirect: 'manual', cache: 'no-store' });
    if (answer.status === 200) replaceParts(await answer.text(), answer.headers.get('ETag'));
    if (answer.type === 'opaqueredirect' || answer.status === 401) return location.reload();
    page.removeAttribute('data-stale');
  } catch {
    page.setAttribute('data-stale', '');
  }
  timer = setTimeout(refresh, intervalMs);
}

function replaceParts(html, newVersion) {
  version = newVersion;
  const answer = new DOMParser().parseFromString(html, 'text/html');
  for (const part of answer.querySelectorAll('[data-live]')) replace(document.getElementById(part.id), part);
}

// Open details stay open, and the focused element keeps the focus.
function replace(old, part) {
  if (!old || old.innerHTML === part.innerHTML) return;
  const open = [...old.querySelectorAll('details[open]')].map((each) => each.id);
  const focused = old.contains(document.activeElement) && document.activeElement.id;
  for (const each of part.querySelectorAll('details')) each.open = open.includes(each.id);
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
  document.addEventListener('visibilitychange', refresh);
  addEventListener('online', refresh);
  timer = setTimeout(refresh, intervalMs);
}
