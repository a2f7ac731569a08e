import type { FastifyRequest } from 'fastify';

/**
 * The parameters of an address, strictly read: `+` and `%20` are both a space. Undefined when something in it is not
 * percent-encoded UTF-8, for then nobody can say what was meant.
 */
export function strictQuery(url: string): ReadonlyMap<string, readonly string[]> | undefined {
  const start = url.indexOf('?');
  const pairs =
    start < 0
      ? []
      : url
          .slice(start + 1)
          .split('&')
          .filter((pair) => pair !== '');
  try {
    return gather(pairs.map(decodedPair));
  } catch {
    return undefined;
  }
}

function decodedPair(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
  return [decoded(name), decoded(value)];
}

/** Throws URIError. */
function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function gather(pairs: readonly (readonly [string, string])[]): Map<string, string[]> {
  const byName = Map.groupBy(pairs, ([name]) => name);
  return new Map(Array.from(byName, ([name, own]) => [name, own.map(([, value]) => value)]));
}

/** One parameter of our own pages' addresses; undefined when it is missing, empty, or there twice. */
export function queried(request: FastifyRequest, name: string): string | undefined {
  const values = strictQuery(request.url)?.get(name) ?? [];
  return values.length === 1 && values[0] !== '' ? values[0]?.replaceAll('\0', '\uFFFD') : undefined;
}
