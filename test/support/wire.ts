import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** One HTTP answer. */
export type WireAnswer = {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};

/** A connection that sends exactly the given bytes, and reads answers one after the other. */
export type Wire = {
  send(...pieces: readonly (string | Uint8Array)[]): void;
  /**
   * The next answer; throws WireEnded when the connection ends first or none comes in 20 s. `to`: the method (HEAD has
   * no body).
   */
  answer(to?: string): Promise<WireAnswer>;
  /** Whether the next thing that comes is `100 Continue` and not an answer. */
  continued(): Promise<boolean>;
  /** Resolves when the other side has closed the connection. */
  readonly ended: Promise<void>;
  hangUp(): void;
  /** Reads nothing until `resume`. */
  pause(): void;
  resume(): void;
};

/** The connection ended before an answer. `begun`: a part of the answer had come. */
export class WireEnded extends Error {
  readonly begun: boolean;
  constructor(begun: boolean) {
    super(begun ? 'the connection ended in the middle of an answer' : 'the connection ended without an answer');
    this.begun = begun;
  }
}

const TIMEOUT_MS = 20_000;

/** Connects to the server at `url`. */
export async function openWire(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return wireOn(socket);
}

function wireOn(socket: Socket): Wire {
  let chunks: Buffer[] = [];
  let bytes = 0;
  // Of the answer that is read: joining the chunks of a large one each time takes the square of its size.
  let needed = 0;
  let over = false;
  let wake = () => {};
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= needed) wake();
  });
  const ended = new Promise<void>((resolve) => {
    socket.on('close', () => {
      over = true;
      wake();
      resolve();
    });
  });

  function received(): Buffer {
    const all = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    chunks = [all];
    return all;
  }

  async function answer(to = 'GET'): Promise<WireAnswer> {
    const timeout = setTimeout(() => socket.destroy(), TIMEOUT_MS);
    return await answerInTime(to).finally(() => clearTimeout(timeout));
  }

  async function answerInTime(to: string): Promise<WireAnswer> {
    for (;;) {
      const read = readAnswer(received(), to);
      needed = 'needed' in read ? read.needed : 0;
      if ('answer' in read) {
        chunks = [received().subarray(read.length)];
        bytes -= read.length;
        if (read.answer.status >= 200) return read.answer;
        continue;
      }
      if (over) throw new WireEnded(bytes > 0);
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  async function continued(): Promise<boolean> {
    while (!over && received().indexOf('\r\n\r\n') < 0) await new Promise<void>((resolve) => (wake = resolve));
    return received().toString('latin1', 0, 12) === 'HTTP/1.1 100';
  }

  return {
    continued,
    send: (...pieces) => pieces.forEach((piece) => socket.write(piece)),
    answer,
    ended,
    hangUp: () => socket.destroy(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  };
}

type Read = { readonly answer: WireAnswer; readonly length: number } | { readonly needed: number };

/** The first answer of what came, or how many bytes are needed at least to read it. */
function readAnswer(received: Buffer, to: string): Read {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd < 0) return { needed: received.length + 1 };
  const [first = '', ...lines] = received.toString('latin1', 0, headEnd).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1] ?? NaN);
  const headers = new Map(lines.map(asHeader));
  const hasBody = to !== 'HEAD' && status >= 200 && status !== 204;
  const length = headEnd + 4 + (hasBody ? Number(headers.get('content-length')) : 0);
  if (received.length < length) return { needed: length };
  return { answer: { status, headers, body: received.toString('utf8', headEnd + 4, length) }, length };
}

function asHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

export type WireRequest = {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** The bytes of a request with these headers, Host, and Content-Length where there is a body. */
export function requestBytes({ method = 'GET', path = '/', headers = {}, body }: WireRequest): Buffer {
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const own = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${path} HTTP/1.1`, 'Host: localhost', ...own, ...length].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), Buffer.from(body ?? '')]);
}

/** One request on a connection of its own. */
export async function ask(url: string, request: WireRequest): Promise<WireAnswer> {
  const wire = await openWire(url);
  try {
    wire.send(requestBytes(request));
    return await wire.answer(request.method);
  } finally {
    wire.hangUp();
  }
}
