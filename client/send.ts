import type { Page } from './answers.ts';
import { Refused, type RefusedItem, Unreachable } from './errors.ts';
import { type Instant, timestampOf } from './instants.ts';

/** Where requests go, with which key, and for how long they are retried. */
export type Server = {
  readonly url: string;
  readonly key: string;
  readonly retryForMs: number;
};

/**
 * The server with its URL and key checked. Throws TypeError for those that can never be right, so that they are noticed
 * when a client is made and not when it is first used.
 */
export function checkedServer(server: Server): Server {
  const { url, key, retryForMs } = server;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.search || parsed.hash || parsed.username)
    throw new TypeError(`url must be the address of the server, such as https://cover.example.com, not ${url}`);
  if (typeof key !== 'string' || !/^[\x21-\x7e]+$/.test(key))
    throw new TypeError('key must be the key as it was shown, without blanks and without anything before it');
  if (!(retryForMs >= 0)) throw new TypeError('retryForMs must be a number of milliseconds from 0 on');
  return server;
}

/** One request. */
export type Sent = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** JSON text: a retry sends the same bytes. */
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** It would happen twice if it were sent twice, so it is not retried. */
  readonly once?: boolean | undefined;
};

/** An answer of the API with a status below 300. */
export type Answer = { readonly status: number; readonly requestId: string; readonly json: unknown };

const LONGEST_ATTEMPT_MS = 35_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;
/** Refusals that a retry may overcome: the request arrived too slowly, or the limit was reached. */
const RETRIED: readonly number[] = [408, 429];

/**
 * Sends a request, and again after an error of the network, 408, 429, or a status from 500 on, waiting longer each time
 * and at least as long as Retry-After says, unless it is to be sent `once`. Throws Refused, Unreachable, or the reason of
 * an aborted signal.
 */
export async function send(server: Server, sent: Sent): Promise<Answer> {
  const url = urlOf(server, sent);
  const deadline = Date.now() + server.retryForMs;
  for (let tries = 0; ; tries++) {
    const got = await attempt(
      url,
      requestInit(server, sent),
      sent.signal,
      sent.once ? LONGEST_ATTEMPT_MS : deadline - Date.now(),
    );
    if (got.tag === 'answer') return got.answer;
    const pause = Math.max(got.retryAfterMs, pauseAfter(tries));
    if (sent.once || Date.now() + pause > deadline)
      throw new Unreachable(`no answer in time: ${got.why}`, { cause: got.cause });
    await wait(pause, sent.signal);
  }
}

function urlOf({ url }: Server, { path }: Sent): string {
  return `${url.replace(/\/+$/, '')}${path}`;
}

/** Redirects are not followed: they would turn a POST into a GET. */
function requestInit({ key }: Server, { method, body }: Sent): RequestInit {
  const headers = { Authorization: key };
  if (body === undefined) return { method, headers, redirect: 'manual' };
  return { method, headers: { ...headers, 'Content-Type': 'application/json' }, body, redirect: 'manual' };
}

type Attempt =
  | { readonly tag: 'answer'; readonly answer: Answer }
  | { readonly tag: 'retry'; readonly why: string; readonly cause: unknown; readonly retryAfterMs: number };

async function attempt(
  url: string,
  init: RequestInit,
  signal: AbortSignal | undefined,
  leftMs: number,
): Promise<Attempt> {
  const limit = AbortSignal.timeout(Math.max(1, Math.min(LONGEST_ATTEMPT_MS, leftMs)));
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, limit]) : limit });
    text = await response.text();
  } catch (cause) {
    signal?.throwIfAborted();
    return { tag: 'retry', why: messageOf(cause), cause, retryAfterMs: 0 };
  }
  return attemptFrom(response, text);
}

/** The message of an error of fetch, which is "fetch failed", with that of its cause. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return `${error.message}: ${'code' in cause ? String(cause.code) : cause.message}`;
}

/** Throws Refused for what a retry cannot overcome. */
function attemptFrom(response: Response, text: string): Attempt {
  const { status, headers } = response;
  const json = jsonIn(text);
  const requestId = headers.get('request-id') ?? undefined;
  if (isAnswer(status, json)) return { tag: 'answer', answer: { status, requestId: requestId ?? '', json } };
  const refused = refusedBy(status, json, requestId);
  if (status < 500 && !RETRIED.includes(status)) throw refused;
  return { tag: 'retry', why: refused.message, cause: refused, retryAfterMs: retryAfterMs(headers) };
}

/** The page of a proxy with status 200 is not an answer of the API. */
function isAnswer(status: number, json: unknown): boolean {
  return status === 204 || (status >= 200 && status < 300 && typeof json === 'object' && json !== null);
}

function refusedBy(status: number, json: unknown, requestId: string | undefined): Refused {
  const { error, detail, message, param, items } = (json ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof error !== 'string') return new Refused(status, 'UNEXPECTED', unexpectedDetail(status), requestId);
  const why = typeof detail === 'string' ? detail : textOf(message, detail) || `status ${status}`;
  return new Refused(status, error, why, requestId, {
    param: typeof param === 'string' ? param : undefined,
    items: Array.isArray(items) ? (items as RefusedItem[]) : [],
  });
}

/** The errors of version 2 have a message, and a sentence for each member. */
function textOf(message: unknown, detail: unknown): string {
  const members = Object.entries(detail ?? {}).map(([name, problem]) => `${name} ${String(problem)}`);
  return [message, ...members].filter((each) => typeof each === 'string').join('; ');
}

function unexpectedDetail(status: number): string {
  const redirected = status === 0 || (status >= 300 && status < 400);
  return redirected
    ? 'the URL redirects: use the one that it redirects to'
    : `status ${status}, and not an answer of this API`;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** 0 without a number of seconds. */
function retryAfterMs(headers: Headers): number {
  const seconds = Number(headers.get('retry-after'));
  return seconds > 0 ? seconds * 1000 : 0;
}

/** Doubles each time, and is random so that clients do not retry all at once. */
function pauseAfter(tries: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries) * (0.5 + Math.random() / 2);
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** What every call may have: a signal that aborts it. */
export type CallOptions = { readonly signal?: AbortSignal | undefined };
type Query = Readonly<Record<string, Instant | number | boolean | undefined>>;

/** The calls that the methods of a client are made of. */
export type Caller = ReturnType<typeof callerOf>;

export function callerOf(server: Server) {
  async function get<T>(path: string, query: Query = {}, { signal }: CallOptions = {}): Promise<T> {
    return (await send(server, { method: 'GET', path: `${path}${parameters(query)}`, signal })).json as T;
  }
  return {
    get,
    call: async <T>(
      method: Sent['method'],
      path: string,
      body: object | undefined,
      { signal, once }: CallOptions & Pick<Sent, 'once'> = {},
    ): Promise<T> => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      return (await send(server, { method, path, body: text, signal, once })).json as T;
    },
    /** The items of all pages of a list, each page read when it is needed. */
    all: async function* <T>(path: string, filter: Query, options?: CallOptions): AsyncGenerator<T, void, undefined> {
      let cursor: string | undefined;
      do {
        const query: Query = cursor === undefined ? filter : { ...filter, cursor };
        const { items, next, more } = await get<Page<T>>(path, query, options);
        yield* items;
        cursor = more ? (next ?? undefined) : undefined;
      } while (cursor !== undefined);
    },
  };
}

function parameters(query: Query): string {
  const given = Object.entries(query).filter(
    (each): each is [string, NonNullable<Query[string]>] => each[1] !== undefined,
  );
  const text = new URLSearchParams(given.map(([name, value]) => [name, parameter(value)])).toString();
  return text && `?${text}`;
}

function parameter(value: NonNullable<Query[string]>): string {
  return typeof value === 'object' ? timestampOf(value) : String(value);
}
