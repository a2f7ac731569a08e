import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** An answer that is the same for everyone: made and compressed once, however often it is asked for. */
export type Prepared = {
  /** The Content-Type. */
  readonly type: string;
  readonly body: Buffer;
  readonly gzipped: Buffer;
  /** A hash of the body. A URL that ends in `?v=` and the version may be cached for a year. */
  readonly version: string;
};

const compress = promisify(gzip);

/** Prepares an answer. A text is sent in UTF-8. */
export async function prepare(type: string, content: string | Buffer): Promise<Prepared> {
  const body = Buffer.from(content);
  return { type, body, gzipped: await compress(body), version: hash('sha256', body).slice(0, 12) };
}

/** Returns what `make` resolves to, which is called at the first use only; after an error, once more. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return async () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return await made;
  };
}

const FOR_A_YEAR = 'public, max-age=31536000, immutable';

/** Sends a prepared answer: 304 without a body to a client that has this version, compressed where it may be. */
export function sendPrepared(request: FastifyRequest, reply: FastifyReply, prepared: Prepared): FastifyReply {
  const { type, body, gzipped, version } = prepared;
  const tag = `W/"${version}"`;
  void reply.headers({
    ETag: tag,
    Vary: 'Accept-Encoding',
    'Cache-Control': request.url.endsWith(`?v=${version}`) ? FOR_A_YEAR : 'no-cache',
  });
  if (request.headers['if-none-match']?.includes(tag)) return reply.code(304).send();
  void reply.header('Content-Type', `${type}; charset=utf-8`);
  if (!/\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(request.headers['accept-encoding'] ?? '')) return reply.send(body);
  return reply.header('Content-Encoding', 'gzip').send(gzipped);
}
