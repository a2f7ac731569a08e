// Gets a key of test mode, and puts it and this server's address into the snippets.
const STORED = 'shiftcover-test-key';
const button = document.querySelector('#test-key');
const answer = document.querySelector('#test-key-answer');

function fillIn(key) {
  answer.textContent = `Your key: ${key}`;
  for (const code of document.querySelectorAll('pre code')) {
    code.textContent = code.textContent
      .replaceAll('http://127.0.0.1:8080', location.origin)
      .replaceAll('test_…', key)
      .replaceAll('"$SHIFTCOVER_URL', `"${location.origin}`)
      .replaceAll('$SHIFTCOVER_KEY', key)
      .replaceAll(/os\.environ\['SHIFTCOVER_URL'\]|process\.env\['SHIFTCOVER_URL'\] \?\? ''/g, `'${location.origin}'`)
      .replaceAll(/os\.environ\['SHIFTCOVER_KEY'\]|process\.env\['SHIFTCOVER_KEY'\] \?\? ''/g, `'${key}'`);
  }
}

button.addEventListener('click', async () => {
  const response = await fetch('/v1/test/work-providers', { method: 'POST' });
  const body = await response.json();
  if (!response.ok) {
    answer.textContent = response.status === 404 ? 'This server has no test mode.' : body.detail;
    return;
  }
  sessionStorage.setItem(STORED, body.key);
  fillIn(body.key);
});

button.hidden = false;
const stored = sessionStorage.getItem(STORED);
if (stored) fillIn(stored);
