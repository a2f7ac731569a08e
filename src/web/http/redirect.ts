import type { FastifyReply } from 'fastify';

/** A page of our own. There is no other place to send anyone to. */
export type OwnPath = `/${string}`;

/** Sends the browser to a page of our own: after a form with 303, so that reloading does not post it again. */
export function redirect(
  reply: FastifyReply,
  path: OwnPath,
  query: Readonly<Record<string, string | undefined>> = {},
): FastifyReply {
  const status = reply.request.method === 'POST' ? 303 : 302;
  return reply.code(status).header('Location', withQuery(path, query)).send();
}

/** The path with the members of `query` that are set. */
export function withQuery(path: OwnPath, query: Readonly<Record<string, string | undefined>>): OwnPath {
  const set = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const written = new URLSearchParams(set).toString();
  return written === '' ? path : `${path}?${written}`;
}
