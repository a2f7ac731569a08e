import type { FastifyReply } from 'fastify';

/** Path of one of our pages. Links and redirects lead to no other site. */
export type OwnPath = `/${string}`;

/** Redirects to one of our pages. After a posted form the status is 303, so that a reload does not post it again. */
export function redirect(
  reply: FastifyReply,
  path: OwnPath,
  query: Readonly<Record<string, string | undefined>> = {},
): FastifyReply {
  const status = reply.request.method === 'POST' ? 303 : 302;
  return reply.code(status).header('Location', withQuery(path, query)).send();
}

/** The path with a query of the members of `query` that are set. */
export function withQuery(path: OwnPath, query: Readonly<Record<string, string | undefined>>): OwnPath {
  const set = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const encoded = new URLSearchParams(set).toString();
  return encoded === '' ? path : `${path}?${encoded}`;
}
