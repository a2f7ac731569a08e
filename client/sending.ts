import { Refused, Unreachable } from './faults.ts';

/** Where requests go, and how long to go on trying. */
export type Line = {
  readonly url: string;
  readonly key: string;
  readonly patienceMs: number;
};

export type Sent = {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
};

export type Answer = { readonly status: number; readonly requestId: string; readonly json: unknown };

const LONGEST_ATTEMPT_MS = 35_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Sends a request until it is answered for good: again after a fault of the network, 429, or a status from 500 on, waiting longer each time, or as
 * long as Retry-After says. Every request of this API may be sent twice without harm. Throws Refused, Unreachable, or what aborted it.
 */
export async function send(line: Line, sent: Sent): Promise<Answer> {
  const deadline = Date.now() + line.patienceMs;
  for (let tries = 0; ; tries++) {
    const got = await attempt(line, sent);
    if (got.tag === 'answer') return got.answer;
    const pause = got.retryAfterMs ?? pauseAfter(tries);
    if (Date.now() + pause > deadline) throw new Unreachable(`no answer in time: ${got.why}`);
    await wait(pause, sent.signal);
  }
}

type Attempted =
  | { readonly tag: 'answer'; readonly answer: Answer }
  | { readonly tag: 'again'; readonly why: string; readonly retryAfterMs: number | undefined };

async function attempt(line: Line, sent: Sent): Promise<Attempted> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(new URL(sent.path, line.url), options(line, sent));
    text = await response.text();
  } catch (fault) {
    sent.signal?.throwIfAborted();
    return { tag: 'again', why: fault instanceof Error ? fault.message : String(fault), retryAfterMs: undefined };
  }
  return judge(response, text);
}

function options({ key }: Line, { method, body, signal }: Sent): RequestInit {
  const limit = AbortSignal.timeout(LONGEST_ATTEMPT_MS);
  return {
    method,
    headers: { Authorization: key, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    redirect: 'error',
  };
}

function judge(response: Response, text: string): Attempted {
  const { status, headers } = response;
  if (status === 429 || status >= 500) {
    const seconds = Number(headers.get('retry-after') ?? Number.NaN);
    return { tag: 'again', why: `status ${status}`, retryAfterMs: seconds >= 0 ? seconds * 1000 : undefined };
  }
  const json = jsonIn(text);
  if (status < 400) {
    return { tag: 'answer', answer: { status, requestId: headers.get('request-id') ?? '', json } };
  }
  const { error, detail, message } = (json ?? {}) as Readonly<Record<string, unknown>>;
  const said = typeof message === 'string' ? message : typeof detail === 'string' ? detail : `status ${status}`;
  throw new Refused(
    status,
    typeof error === 'string' ? error : 'UNKNOWN',
    said,
    headers.get('request-id') ?? undefined,
  );
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Up to twice as long each time, and never the same for all who wait. */
function pauseAfter(tries: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries) * (0.5 + Math.random() / 2);
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const over = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', over);
      resolve();
    }, ms);
    if (signal?.aborted) over();
    signal?.addEventListener('abort', over, { once: true });
  });
}
