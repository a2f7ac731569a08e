// Keeps the page up to date without a reload: fetches the live parts and replaces those that changed.
// A live part is an element with an id and the attribute data-live. The page works without this script.
const page = document.querySelector('[data-live-from]');
const intervalMs = Number(page?.dataset.liveSeconds) * 1000;
const LONGEST_FRESH_MS = 30_000;
const LONGEST_ANSWER_MS = 8_000;
let version = page?.dataset.liveVersion;
let goodAt = Date.now();
// By how much the clock of the server is ahead of this one.
let aheadMs = Number(page?.dataset.liveNow) - goodAt;
let timer;

async function refresh() {
  clearTimeout(timer);
  if (document.visibilityState === 'hidden') return;
  try {
    const answer = await fetch(page.dataset.liveFrom, {
      headers: { 'If-None-Match': `"${version}"` },
      redirect: 'manual',
      cache: 'no-store',
      signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
    });
    if (answer.status === 401) return location.reload();
    if (isGood(answer)) await take(answer);
  } catch {
    // No answer: the card says so once it is too old.
  }
  showAge();
  timer = setTimeout(refresh, intervalMs);
}

// A proxy, or the page of a hotel's network, answers with 200 as well. Only our own answers say when they were made.
function isGood(answer) {
  return (answer.status === 200 || answer.status === 304) && answer.headers.has('Cover-Now');
}

async function take(answer) {
  if (answer.status === 200) replaceParts(await answer.text());
  version = answer.headers.get('ETag').replace(/^W\//, '').replaceAll('"', '');
  goodAt = Date.now();
  aheadMs = Number(answer.headers.get('Cover-Now')) - goodAt;
  for (const each of page.querySelectorAll('[data-as-of]')) each.textContent = answer.headers.get('Cover-As-Of');
}

// What was answered half a minute ago, or held until a time that has passed, is only what was last known.
function showAge() {
  const until = Number(page.querySelector('[data-until]')?.dataset.until ?? Infinity);
  const isOld = Date.now() - goodAt > LONGEST_FRESH_MS || Date.now() + aheadMs >= until;
  page.toggleAttribute('data-stale', isOld);
}

function replaceParts(html) {
  const answer = new DOMParser().parseFromString(html, 'text/html');
  for (const part of answer.querySelectorAll('[data-live]')) replace(document.getElementById(part.id), part);
}

// Details stay open or closed as they are, and the focused element keeps the focus.
function replace(old, part) {
  if (!old || old.innerHTML === part.innerHTML) return;
  const focused = old.contains(document.activeElement) && document.activeElement.id;
  for (const each of old.querySelectorAll('details')) {
    const next = part.querySelector(`#${CSS.escape(each.id)}`);
    if (next) next.open = each.open;
  }
  old.replaceChildren(...part.childNodes);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function wake() {
  showAge();
  void refresh();
}

for (const button of document.querySelectorAll('button[data-copy]')) {
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector('span').textContent = button.dataset.copied;
  });
}

if (page) {
  document.addEventListener('visibilitychange', wake);
  addEventListener('online', wake);
  addEventListener('pageshow', showAge);
  setInterval(showAge, 1_000);
  timer = setTimeout(refresh, intervalMs);
}
