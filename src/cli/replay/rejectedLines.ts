import { type FileHandle, open } from 'node:fs/promises';
import type { FileLine } from './fileLines.ts';

/** A file beside another, with the lines of it that were left out, byte for byte: mended, it can be replayed itself. */
export type RejectedLines = {
  /** The names of the columns, which come first in a new file. */
  head(columns: FileLine): void;
  add(line: FileLine): Promise<void>;
  /** The path, or null when nothing had to be written. */
  close(): Promise<string | null>;
};

/** Nothing is written before the first line is; what is there already stays. */
export function rejectedLines(path: string): RejectedLines {
  let file: FileHandle | undefined;
  let columns: FileLine | undefined;
  return {
    head: (line) => {
      columns = line;
    },
    add: async (line) => {
      file ??= await begin(path, columns);
      await write(file, line);
    },
    close: async () => {
      await file?.close();
      return file ? path : null;
    },
  };
}

async function begin(path: string, columns: FileLine | undefined): Promise<FileHandle> {
  const file = await open(path, 'a');
  const { size } = await file.stat();
  if (size === 0 && columns) await write(file, columns);
  return file;
}

async function write(file: FileHandle, { bytes }: FileLine): Promise<void> {
  await file.appendFile(Buffer.concat([bytes, Buffer.from('\n')]));
}
