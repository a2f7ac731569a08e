/** A line of a file as it stands there, without its end. Lines count from 1. */
export type FileLine = { readonly line: number; readonly bytes: Uint8Array };

const LONGEST_BYTES = 64 * 1024;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Cuts a file into lines, as bytes: what is no UTF-8 has to be told from what is. Never holds more than a piece of the file
 * and a line. Throws for a line of more than 64 KiB, which no event has.
 */
export async function* fileLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<FileLine> {
  let line = 0;
  let begun: Uint8Array = new Uint8Array();
  for await (const piece of pieces) {
    const bytes = begun.length === 0 ? piece : Buffer.concat([begun, piece]);
    let from = 0;
    for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, from)) {
      yield { line: ++line, bytes: withoutCr(bytes.subarray(from, end)) };
      from = end + 1;
    }
    begun = bytes.subarray(from);
    if (begun.length > LONGEST_BYTES) throw new Error(`line ${line + 1} has more than 64 KiB`);
  }
  if (begun.length > 0) yield { line: line + 1, bytes: withoutCr(begun) };
}

function withoutCr(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes;
}
