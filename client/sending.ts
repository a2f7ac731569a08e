import { Refused, Unreachable } from './faults.ts';

/** Where requests go, and how long to go on trying. */
export type Line = {
  readonly url: string;
  readonly key: string;
  readonly patienceMs: number;
};

export type Sent = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** JSON, written already: what is sent again is the same to the byte. */
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
};

export type Answer = { readonly status: number; readonly requestId: string; readonly json: unknown };

const LONGEST_ATTEMPT_MS = 35_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;
/** Not in time to arrive, or not now. */
const AGAIN: readonly number[] = [408, 429];

/**
 * Sends a request until it is answered for good: again after a fault of the network, 408, 429, or a status from 500 on, waiting longer each time, and
 * at least as long as Retry-After says. Every request of this API may be sent twice without harm. Throws Refused, Unreachable, or what aborted it;
 * TypeError for an address or a key that can be none.
 */
export async function send(line: Line, sent: Sent): Promise<Answer> {
  const asked = new Request(addressOf(line, sent), options(line, sent));
  const deadline = Date.now() + line.patienceMs;
  for (let tries = 0; ; tries++) {
    const got = await attempt(asked.url, options(line, sent), sent.signal, deadline - Date.now());
    if (got.tag === 'answer') return got.answer;
    const pause = Math.max(got.retryAfterMs, pauseAfter(tries));
    if (Date.now() + pause > deadline) throw new Unreachable(`no answer in time: ${got.why}`, { cause: got.cause });
    await wait(pause, sent.signal);
  }
}

function addressOf({ url }: Line, { path }: Sent): string {
  return `${url.replace(/\/+$/, '')}${path}`;
}

/** Not following redirects: they would turn a report into a question. */
function options({ key }: Line, { method, body }: Sent): RequestInit {
  const headers = { Authorization: key };
  if (body === undefined) return { method, headers, redirect: 'manual' };
  return { method, headers: { ...headers, 'Content-Type': 'application/json' }, body, redirect: 'manual' };
}

type Attempted =
  | { readonly tag: 'answer'; readonly answer: Answer }
  | { readonly tag: 'again'; readonly why: string; readonly cause: unknown; readonly retryAfterMs: number };

async function attempt(
  url: string,
  options: RequestInit,
  signal: AbortSignal | undefined,
  leftMs: number,
): Promise<Attempted> {
  const limit = AbortSignal.timeout(Math.max(1, Math.min(LONGEST_ATTEMPT_MS, leftMs)));
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { ...options, signal: signal ? AbortSignal.any([signal, limit]) : limit });
    text = await response.text();
  } catch (cause) {
    signal?.throwIfAborted();
    return { tag: 'again', why: inWords(cause), cause, retryAfterMs: 0 };
  }
  return judge(response, text);
}

/** What fetch says is "fetch failed"; why, is said by its cause. */
function inWords(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const { cause } = fault;
  if (!(cause instanceof Error)) return fault.message;
  return `${fault.message}: ${'code' in cause ? String(cause.code) : cause.message}`;
}

function judge(response: Response, text: string): Attempted {
  const { status, headers } = response;
  const json = jsonIn(text);
  const requestId = headers.get('request-id') ?? undefined;
  if (isAnswer(status, json)) return { tag: 'answer', answer: { status, requestId: requestId ?? '', json } };
  const refused = refusal(status, json, requestId);
  if (status < 500 && !AGAIN.includes(status)) throw refused;
  return { tag: 'again', why: refused.message, cause: refused, retryAfterMs: retryAfterMs(headers) };
}

/** Somebody's page with status 200 in the place of the server must never pass for its word. */
function isAnswer(status: number, json: unknown): boolean {
  return status === 204 || (status >= 200 && status < 300 && typeof json === 'object' && json !== null);
}

function refusal(status: number, json: unknown, requestId: string | undefined): Refused {
  const { error, detail } = (json ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof error !== 'string') return new Refused(status, 'UNEXPECTED', unexpected(status), requestId);
  return new Refused(status, error, typeof detail === 'string' ? detail : `status ${status}`, requestId);
}

function unexpected(status: number): string {
  const redirected = status === 0 || (status >= 300 && status < 400);
  return redirected
    ? 'the address leads elsewhere: use the one it leads to'
    : `status ${status}, and not an answer of this API`;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** 0 when it is not said in seconds. */
function retryAfterMs(headers: Headers): number {
  const seconds = Number(headers.get('retry-after'));
  return seconds > 0 ? seconds * 1000 : 0;
}

/** Up to twice as long each time, and never the same for all who wait. */
function pauseAfter(tries: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries) * (0.5 + Math.random() / 2);
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const over = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', over);
      resolve();
    }, ms);
    signal?.addEventListener('abort', over, { once: true });
  });
}
