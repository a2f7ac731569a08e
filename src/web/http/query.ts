import type { FastifyRequest } from 'fastify';

/**
 * The query parameters of a URL, by name. `+` and `%20` both decode to a space. Undefined if any part is not
 * percent-encoded UTF-8: its meaning is unknown.
 */
export function strictQuery(url: string): ReadonlyMap<string, readonly string[]> | undefined {
  const start = url.indexOf('?');
  const pairs = start < 0 ? [] : url.slice(start + 1).split('&');
  try {
    const decoded = pairs.filter((pair) => pair !== '').map(decodePair);
    const byName = Map.groupBy(decoded, ([name]) => name);
    return new Map(Array.from(byName, ([name, own]) => [name, own.map(([, value]) => value)]));
  } catch {
    return undefined;
  }
}

/** Throws URIError. */
function decodePair(pair: string): [name: string, value: string] {
  const equals = pair.indexOf('=');
  const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
  return [decode(name), decode(value)];
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

/** A query parameter of one of our pages. Undefined if it is missing, empty or repeated. NUL becomes U+FFFD. */
export function queryParameter(request: FastifyRequest, name: string): string | undefined {
  const values = strictQuery(request.url)?.get(name) ?? [];
  return values.length === 1 && values[0] !== '' ? values[0]?.replaceAll('\0', '\uFFFD') : undefined;
}
