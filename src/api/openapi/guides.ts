import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Marked } from 'marked';
import { sendDocument } from './reference.ts';

/** The documents that are shown, by their path under docs/, in the order of the menu. */
const DOCUMENTS = {
  'guides/first-event': 'Your first event',
  'guides/clients': 'Clients for TypeScript and Python',
  'guides/batches-and-retries': 'Batches and retries',
  'guides/time-zones': 'Time zones',
  'guides/repair': 'When something went wrong',
  'web-hooks': 'Web hooks',
  linking: 'Linking drivers',
  semantics: 'What an event comes to',
  api: 'The API, rule by rule',
  errors: 'Errors',
  operations: 'Running it',
  words: 'Words of the code',
} as const;

const FOLDER = new URL('../../../docs/', import.meta.url);
const ASSETS = new URL('./assets/', import.meta.url);

/** Registers /docs: the guides of the folder docs/ as pages, which need no key. */
export function guides(app: FastifyInstance): void {
  const hide = { schema: { hide: true } };
  app.get('/docs', hide, async (_request, reply) => await send(reply, 'guides/first-event'));
  for (const path of Object.keys(DOCUMENTS) as (keyof typeof DOCUMENTS)[])
    app.get(`/docs/${path}`, hide, async (_request, reply) => await send(reply, path));
  app.get('/docs/guides.css', hide, async (_request, reply) => await sendAsset(reply, 'text/css', 'guides.css'));
  app.get('/docs/guides.js', hide, async (_request, reply) => await sendAsset(reply, 'text/javascript', 'guides.js'));
}

async function send(reply: FastifyReply, path: keyof typeof DOCUMENTS): Promise<FastifyReply> {
  const text = await readFile(new URL(`${path}.md`, FOLDER), 'utf8');
  return sendDocument(reply, 'text/html', page(DOCUMENTS[path], await markdown.parse(withPaths(text, path))));
}

async function sendAsset(reply: FastifyReply, type: string, name: string): Promise<FastifyReply> {
  return sendDocument(reply, type, await readFile(new URL(name, ASSETS), 'utf8'));
}

const markdown = new Marked({
  renderer: {
    heading({ tokens, depth, text }) {
      return `<h${depth} id="${slugOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
  },
});

/** The anchor of a heading, as GitHub makes it. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

/** Relative links to other documents become paths on this server. */
function withPaths(text: string, path: string): string {
  return text.replaceAll(/\]\((?!\w+:|#)([^)#]*)\.md(#[^)]*)?\)/g, (_, file: string, anchor = '') => {
    const { pathname } = new URL(file, `http://localhost/docs/${path}`);
    return `](${pathname}${anchor})`;
  });
}

const MENU = Object.entries(DOCUMENTS)
  .map(([path, title]) => `<li><a href="/docs/${path}">${title}</a></li>`)
  .join('\n');

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Shiftcover</title>
<link rel="stylesheet" href="/docs/guides.css">
<script src="/docs/guides.js" defer></script>
</head>
<body>
<nav aria-label="Documentation">
<p><a href="/docs">Shiftcover</a> for engineers</p>
<p><button type="button" id="test-key" hidden>Get a test key</button></p>
<p id="test-key-answer" role="status"></p>
<ul>
${MENU}
<li><a href="/docs/reference">All endpoints</a></li>
</ul>
</nav>
<main>
${content}
</main>
</body>
</html>
`;
}
