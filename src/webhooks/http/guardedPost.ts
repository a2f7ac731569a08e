import { type LookupAddress, lookup } from 'node:dns';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type AllowedHosts, type AllowedPlaces, allowedPlaces, isPublic } from './addresses.ts';
import { errorText, ForbiddenAddressError, NO_PUBLIC_ADDRESS } from './errors.ts';

/** The result of a request. Redirects are answers like any other: they are not followed. */
export type Posted =
  /**
   * `body`: the first 64 KiB, decoded as UTF-8 with U+FFFD in place of invalid bytes. `isShown`: whether the owner of the
   * URL may read it; what a place of our own network answers is not theirs to read.
   */
  | {
      readonly tag: 'answered';
      readonly status: number;
      readonly body: string;
      readonly isShown: boolean;
      readonly durationMs: number;
    }
  /** No whole answer came. `error`: why, in a sentence for the owner of the URL. */
  | { readonly tag: 'failed'; readonly error: string; readonly durationMs: number };

/** Sends requests to URLs that others have chosen, so that they cannot reach hosts of our own network. */
export type GuardedPost = {
  /**
   * Why nothing is sent to this URL, in one sentence; undefined when it may be used. Does not look its host name up.
   */
  refusalOf(url: string): string | undefined;
  /** Sends the body, which must be JSON. Takes at most 10 s. Never throws because of the other side. */
  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Posted>;
  close(): void;
};

const TIMEOUT_MS = 10_000;
const HEADERS = { 'content-type': 'application/json', 'user-agent': 'Shiftcover-Webhooks' };
const MOST_ANSWER_BYTES = 64 * 1024;
const MOST_URL_CHARACTERS = 2_048;

type Options = { readonly timeoutMs?: number; readonly showsPrivateAnswers?: boolean };

/**
 * Opens connections only to addresses on the open internet, and only with TLS, except to the places in `allowPrivate`
 * (see `allowedPlaces`). Every address of a host name must be allowed. The connection uses the addresses that were
 * checked, so that a second look-up cannot lead elsewhere.
 */
export function openGuardedPost(
  allowPrivate: readonly string[],
  { timeoutMs = TIMEOUT_MS, showsPrivateAnswers = false }: Options = {},
): GuardedPost {
  const places = allowedPlaces(allowPrivate);
  const privateHosts = new Set<string>();
  // Connections are shared by host and port, and so by URLs to which the same holds.
  const kept = { keepAlive: true, timeout: timeoutMs };
  const [plain, secure] = [new http.Agent(kept), new https.Agent(kept)];
  return {
    refusalOf: (text) => refusalOf(text, places),
    post: async (text, headers, body) => {
      const since = performance.now();
      const durationMs = () => Math.round(performance.now() - since);
      const refusal = refusalOf(text, places);
      if (refusal !== undefined) return { tag: 'failed', error: refusal, durationMs: durationMs() };
      const url = new URL(text);
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const answer = await answerTo(begin(url, headers, signal).end(body), signal);
        return { tag: 'answered', ...answer, isShown: isShown(url), durationMs: durationMs() };
      } catch (error) {
        return {
          tag: 'failed',
          error: errorText(signal.aborted ? signal.reason : error, timeoutMs),
          durationMs: durationMs(),
        };
      }
    },
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };

  function begin(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): http.ClientRequest {
    const lookup = guardedLookup(mayReachAt(url.protocol, places.at(portOf(url))));
    const options = { method: 'POST', headers: { ...HEADERS, ...headers }, signal, lookup, maxHeaderSize: 16_384 };
    return url.protocol === 'https:'
      ? https.request(url, { ...options, agent: secure })
      : http.request(url, { ...options, agent: plain });
  }

  function mayReachAt(protocol: string, allowed: AllowedHosts): MayReach {
    return (host, address) => {
      const open = protocol === 'https:' && isPublic(address);
      if (!isPublic(address)) privateHosts.add(host);
      return open || allowed.hasHost(host) || allowed.hasAddress(address);
    };
  }

  function isShown({ hostname }: URL): boolean {
    if (showsPrivateAnswers) return true;
    const host = bare(hostname);
    return isIP(host) > 0 ? isPublic(host) : !privateHosts.has(host);
  }
}

function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function portOf({ protocol, port }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

/** A URL with an IP address is never looked up, so that the address must be checked here. */
function refusalOf(text: string, places: AllowedPlaces): string | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return 'the URL must be one such as https://example.com/hooks';
  if (text.length > MOST_URL_CHARACTERS) return `the URL must have at most ${MOST_URL_CHARACTERS} characters`;
  if (url.username !== '' || url.password !== '') return 'the URL must not hold a name or a password';
  const host = bare(url.hostname);
  const allowed = places.at(portOf(url));
  if (allowed.hasHost(host) || allowed.hasAddress(host)) return undefined;
  const isLocal = isIP(host) > 0 ? !isPublic(host) : /(^|\.)localhost\.?$/.test(host);
  if (isLocal) return `nothing is sent to ${host}, because it is not on the open internet`;
  if (url.protocol === 'http:' && (isIP(host) > 0 || !allowed.hasRanges)) return 'the URL must begin with https://';
  return undefined;
}

type MayReach = (host: string, address: string) => boolean;

/** Looks a host name up. Fails with a `ForbiddenAddressError` unless all of its addresses may be reached. */
export function guardedLookup(mayReach: MayReach): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return done(error, []);
      const refused = found.some(({ address }) => !mayReach(host, address));
      if (refused || found.length === 0) return done(new ForbiddenAddressError(NO_PUBLIC_ADDRESS), []);
      if (options.all) return done(null, found);
      const [first] = found as [LookupAddress];
      return done(null, first.address, first.family);
    });
  };
}

/** `signal` ends the request too. An answer such as 101 closes the connection without an error. */
async function answerTo(request: http.ClientRequest, signal: AbortSignal): Promise<{ status: number; body: string }> {
  // An error after the answer has begun is thrown where the answer is read.
  request.on('error', () => {});
  const [answer] = (await once(request, 'response', { signal })) as [http.IncomingMessage];
  return { status: answer.statusCode as number, body: await beginningOf(answer) };
}

/** Leaving the loop closes the connection, so that an endless answer ends here. */
async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  const read: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    read.push(chunk);
    bytes += chunk.length;
    if (bytes >= MOST_ANSWER_BYTES) break;
  }
  return Buffer.concat(read).subarray(0, MOST_ANSWER_BYTES).toString('utf8');
}
