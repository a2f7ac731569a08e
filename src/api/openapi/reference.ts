import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { once, type Prepared, prepare, sendPrepared } from '../../http/prepared.ts';

const page = (script: Prepared, start: Prepared) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Shiftcover: the API</title>
</head>
<body>
<div id="reference"></div>
<noscript>This page needs JavaScript. The same is at <a href="/openapi.json">/openapi.json</a>.</noscript>
<script src="/docs/reference.js?v=${script.version}"></script>
<script src="/docs/start.js?v=${start.version}"></script>
</body>
</html>
`;
const START = `Scalar.createApiReference('#reference', {
  url: '/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
});
`;
/** Nothing from another host. Inline styles are allowed because the reference writes its own into the page. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const HEADERS = { 'Content-Security-Policy': POLICY, 'Referrer-Policy': 'no-referrer' };

/** Registers /docs/reference: a page to read and to try the API. It needs no key and nothing from another host. */
export function reference(app: FastifyInstance): void {
  const script = once(async () => await prepare('text/javascript', await scriptOfLibrary()));
  const start = once(async () => await prepare('text/javascript', START));
  serveDocument(app, '/docs/start.js', start);
  serveDocument(app, '/docs/reference.js', script);
  serveDocument(app, '/docs/reference', async () => {
    return await prepare('text/html', page(await script(), await start()));
  });
}

/** Serves a page, a script or a style sheet of the documentation, which is made at the first request. */
export function serveDocument(app: FastifyInstance, path: string, make: () => Promise<Prepared>): void {
  const made = once(make);
  app.get(path, { schema: { hide: true } }, async (request, reply) => {
    return sendPrepared(request, reply.headers(HEADERS), await made());
  });
}

const PRINTS_SCRIPT = fileURLToPath(new URL('./referenceScript.ts', import.meta.url));
const MOST_BYTES = 32 * 1024 ** 2;

/**
 * The script of the reference. It has five megabytes and is rarely asked for, so it is loaded at the first request, by a
 * process of its own: the memory of a thread would stay with this one.
 */
async function scriptOfLibrary(): Promise<Buffer> {
  const options = { encoding: 'buffer', maxBuffer: MOST_BYTES } as const;
  return (await promisify(execFile)(process.execPath, [PRINTS_SCRIPT], options)).stdout;
}
