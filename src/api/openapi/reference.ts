import type { FastifyInstance, FastifyReply } from 'fastify';

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Shiftcover: the API</title>
</head>
<body>
<div id="reference"></div>
<noscript>This page needs JavaScript. The same is at <a href="/openapi.json">/openapi.json</a>.</noscript>
<script src="/docs/reference.js"></script>
<script src="/docs/start.js"></script>
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

/** Registers /docs/reference: a page to read and to try the API. It needs no key and nothing from another host. */
export function reference(app: FastifyInstance): void {
  const hide = { schema: { hide: true } };
  app.get('/docs/reference', hide, (_request, reply) => sendDocument(reply, 'text/html', PAGE));
  app.get('/docs/start.js', hide, (_request, reply) => sendDocument(reply, 'text/javascript', START));
  app.get(
    '/docs/reference.js',
    hide,
    async (_request, reply) => await sendDocument(reply, 'text/javascript', await script()),
  );
}

/** Sends a page, a script or a style sheet of the documentation. */
export function sendDocument(reply: FastifyReply, type: string, body: string): FastifyReply {
  return reply
    .header('Content-Type', `${type}; charset=utf-8`)
    .header('Content-Security-Policy', POLICY)
    .header('X-Content-Type-Options', 'nosniff')
    .header('Referrer-Policy', 'no-referrer')
    .send(body);
}

/** The script of the reference. It has five megabytes and is rarely asked for, so it is loaded on request. */
async function script(): Promise<string> {
  const [{ fastify }, { default: scalar }] = await Promise.all([
    import('fastify'),
    import('@scalar/fastify-api-reference'),
  ]);
  const library = fastify();
  await library.register(scalar, { routePrefix: '/docs', configuration: { url: '/openapi.json' } });
  const { body } = await library.inject('/docs/js/scalar.js');
  await library.close();
  return body;
}
