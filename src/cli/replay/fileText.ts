import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

/** What `--encoding` may be, and the name that TextDecoder has for it. */
export const ENCODINGS = { 'utf-8': 'utf-8', 'utf-16': 'utf-16le', latin1: 'windows-1252' } as const;
export type Encoding = keyof typeof ENCODINGS;

/** What is read, the signal that stops it, and what gets the number of bytes of the file that have been read. */
type Reading = {
  readonly encoding: Encoding | undefined;
  readonly signal: AbortSignal;
  readonly onBytes?: (count: number) => void;
};

/**
 * The text of a file in pieces, unpacked when it is gzip. A byte order mark decides the encoding before `encoding` does;
 * without either it is UTF-8. What cannot be read becomes U+FFFD.
 */
export async function* textOf(path: string, { encoding, signal, onBytes }: Reading): AsyncGenerator<string> {
  const isPacked = await isGzip(path);
  const file = createReadStream(path, { signal });
  if (onBytes) file.on('data', () => onBytes(file.bytesRead));
  const chunks: AsyncIterable<Uint8Array> = isPacked ? unpacked(file) : file;
  let decoder: TextDecoder | undefined;
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(markedEncoding(chunk) ?? ENCODINGS[encoding ?? 'utf-8']);
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder?.decode() ?? '';
}

function unpacked(file: ReturnType<typeof createReadStream>): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip();
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

function markedEncoding([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** Runs something on the path of a file; `-` is standard input, which is kept in a file of its own meanwhile. */
export async function withFile<T>(path: string, run: (path: string) => Promise<T>): Promise<T> {
  if (path !== '-') return await run(path);
  const folder = await mkdtemp(join(tmpdir(), 'shiftcover-'));
  try {
    const copy = join(folder, 'standard-input');
    const file = await open(copy, 'wx', 0o600);
    await pipeline(process.stdin, file.createWriteStream());
    return await run(copy);
  } finally {
    await rm(folder, { recursive: true });
  }
}
