/** A line of a file, byte for byte and without its end. Lines count from 1. */
export type FileLine = { readonly line: number; readonly bytes: Uint8Array };

const MOST_LINE_BYTES = 64 * 1024;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Splits a file into lines. They stay bytes, because a line that is not UTF-8 must be recognised as such. Holds at most
 * one chunk of the file and one line in memory. Throws for a line of more than 64 KiB: no event is that long.
 */
export async function* fileLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<FileLine> {
  let line = 0;
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, from)) {
      yield { line: ++line, bytes: withoutCr(bytes.subarray(from, end)) };
      from = end + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > MOST_LINE_BYTES) throw new Error(`line ${line + 1} has more than 64 KiB`);
  }
  if (rest.length > 0) yield { line: line + 1, bytes: withoutCr(rest) };
}

function withoutCr(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes;
}
