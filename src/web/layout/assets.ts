import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { type Prepared, prepare, sendPrepared } from '../../http/prepared.ts';

/** The style sheets in the order of their layers. Browsers get them as one file: one request instead of four. */
const STYLE_SHEETS = ['base.css', 'layout.css', 'forms.css', 'cover.css'];

const ASSETS: ReadonlyMap<string, Prepared> = new Map([
  ['style.css', await asset('text/css', STYLE_SHEETS)],
  ['forms.js', await asset('text/javascript', ['forms.js'])],
  ['live.js', await asset('text/javascript', ['live.js'])],
  ['icon.svg', await asset('image/svg+xml', ['icon.svg'])],
  ['touch-icon.png', await asset('image/png', ['touch-icon.png'])],
  ['app-icon.png', await asset('image/png', ['app-icon.png'])],
]);

/** Reads the files when the process starts. */
async function asset(type: string, files: readonly string[]): Promise<Prepared> {
  return await prepare(
    type,
    Buffer.concat(files.map((file) => readFileSync(new URL(`assets/${file}`, import.meta.url)))),
  );
}

/** The URL of an asset, with its version. Browsers cache it for a year, and fetch it again when the version changes. */
export function assetUrl(name: string): string {
  const version = ASSETS.get(name)?.version;
  if (version === undefined) throw new Error(`no asset ${name}`);
  return `/assets/${name}?v=${version}`;
}

/** Serves the style sheet, the scripts and the icons. */
export function assetRoutes(app: FastifyInstance): void {
  for (const [name, prepared] of ASSETS) {
    app.get(`/assets/${name}`, async (request, reply) => await sendPrepared(request, reply, prepared));
  }
}
