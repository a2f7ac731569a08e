import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { Marked } from 'marked';
import { once, type Prepared, prepare } from '../../http/prepared.ts';
import { serveDocument } from './reference.ts';

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
  const style = once(async () => await asset('text/css', 'guides.css'));
  const script = once(async () => await asset('text/javascript', 'guides.js'));
  const guide = (path: keyof typeof DOCUMENTS) => async () => {
    const text = await readFile(new URL(`${path}.md`, FOLDER), 'utf8');
    const content = withTabs(await markdown.parse(withPaths(text, path)));
    return await prepare('text/html', page(DOCUMENTS[path], content, { style: await style(), script: await script() }));
  };
  serveDocument(app, '/docs', guide('guides/first-event'));
  for (const path of Object.keys(DOCUMENTS) as (keyof typeof DOCUMENTS)[])
    serveDocument(app, `/docs/${path}`, guide(path));
  serveDocument(app, '/docs/guides.css', style);
  serveDocument(app, '/docs/guides.js', script);
}

async function asset(type: string, name: string): Promise<Prepared> {
  return await prepare(type, await readFile(new URL(name, ASSETS), 'utf8'));
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

const LANGUAGES = { sh: 'curl', python: 'Python', ts: 'TypeScript' } as const;
const SNIPPET = `<pre><code class="language-(${Object.keys(LANGUAGES).join('|')})">(?:(?!</pre>)[^])*</pre>\n`;
const SNIPPETS_IN_A_ROW = new RegExp(`(?:${SNIPPET}){2,}`, 'g');

/** Snippets that follow each other do the same in several languages: they become tabs, which need no script. */
function withTabs(content: string): string {
  return content.replaceAll(SNIPPETS_IN_A_ROW, (snippets, _language, offset: number) => {
    const tabs = [...snippets.matchAll(new RegExp(SNIPPET, 'g'))].map(([snippet, language], index) => {
      const label = LANGUAGES[language as keyof typeof LANGUAGES];
      return `<details name="snippet-${offset}"${index === 0 ? ' open' : ''}><summary>${label}</summary>\n${snippet}</details>\n`;
    });
    return `<div class="tabs">\n${tabs.join('')}</div>\n`;
  });
}

const MENU = Object.entries(DOCUMENTS)
  .map(([path, title]) => `<li><a href="/docs/${path}">${title}</a></li>`)
  .join('\n');

type Assets = { readonly style: Prepared; readonly script: Prepared };

function page(title: string, content: string, { style, script }: Assets): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Shiftcover</title>
<link rel="stylesheet" href="/docs/guides.css?v=${style.version}">
<script src="/docs/guides.js?v=${script.version}" defer></script>
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
