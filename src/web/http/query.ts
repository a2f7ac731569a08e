import type { FastifyRequest } from 'fastify';

/**
 * The query parameters of a URL, by name. `+` and `%20` both decode to a space. A value is undefined if it is not
 * percent-encoded UTF-8: its meaning is unknown. What others add to a link, such as `fbclid`, stops nobody that way.
 */
export function strictQuery(url: string): ReadonlyMap<string, readonly (string | undefined)[]> {
  const start = url.indexOf('?');
  const pairs = start < 0 ? [] : url.slice(start + 1).split('&');
  const byName = Map.groupBy(pairs.map(decodePair), ([name]) => name ?? '');
  return new Map(Array.from(byName, ([name, own]) => [name, own.map(([, value]) => value)]));
}

function decodePair(pair: string): [name: string | undefined, value: string | undefined] {
  const equals = pair.indexOf('=');
  const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
  return [decode(name), decode(value)];
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** A query parameter of one of our pages. Undefined if it is missing, empty or repeated. NUL becomes U+FFFD. */
export function queryParameter(request: FastifyRequest, name: string): string | undefined {
  const values = strictQuery(request.url).get(name) ?? [];
  return values.length === 1 && values[0] !== '' ? values[0]?.replaceAll('\0', '\uFFFD') : undefined;
}
