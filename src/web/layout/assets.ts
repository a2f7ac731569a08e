import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { FastifyInstance } from 'fastify';

const FOLDER = new URL('assets/', import.meta.url);
const A_YEAR = 'public, max-age=31536000, immutable';
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

type Asset = { readonly type: string; readonly body: Buffer; readonly version: string };

/** What browsers fetch besides pages, by name; read once, when the process starts. */
const ASSETS: ReadonlyMap<string, Asset> = new Map(readdirSync(FOLDER).map((name) => [name, readAsset(name)]));

function readAsset(name: string): Asset {
  const type = TYPES[extname(name)];
  if (!type) throw new Error(`an asset of a kind that has no media type: ${name}`);
  const body = readFileSync(new URL(name, FOLDER));
  return { type, body, version: hash('sha256', body).slice(0, 12) };
}

/** The address of an asset as it is now: browsers keep it for good, and fetch it again when it changes. */
export function versioned(name: string): string {
  const asset = ASSETS.get(name);
  if (!asset) throw new Error(`no asset ${name}`);
  return `/assets/${name}?v=${asset.version}`;
}

export function assets(app: FastifyInstance): void {
  for (const [name, { type, body }] of ASSETS) {
    app.get(`/assets/${name}`, async (_request, reply) => {
      return await reply.header('Content-Type', type).header('Cache-Control', A_YEAR).send(body);
    });
  }
}
