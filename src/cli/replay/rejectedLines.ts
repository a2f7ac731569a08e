import { type FileHandle, open } from 'node:fs/promises';
import type { FileLine } from './fileLines.ts';

/** The file with the lines that were left out, byte for byte. Once they are corrected, it can be replayed itself. */
export type RejectedLines = {
  /** Sets the line with the column names, which becomes the first line of a new file. */
  setColumns(columns: FileLine): void;
  add(line: FileLine): Promise<void>;
  /** Returns the path, or null when no line was added. */
  close(): Promise<string | null>;
};

/** Creates the file when the first line is added. Lines of an existing file stay. */
export function rejectedLines(path: string): RejectedLines {
  let file: FileHandle | undefined;
  let columns: FileLine | undefined;
  return {
    setColumns: (line) => {
      columns = line;
    },
    add: async (line) => {
      file ??= await openFile(path, columns);
      await write(file, line);
    },
    close: async () => {
      await file?.close();
      return file ? path : null;
    },
  };
}

async function openFile(path: string, columns: FileLine | undefined): Promise<FileHandle> {
  const file = await open(path, 'a');
  const { size } = await file.stat();
  if (size === 0 && columns) await write(file, columns);
  return file;
}

async function write(file: FileHandle, { bytes }: FileLine): Promise<void> {
  await file.appendFile(Buffer.concat([bytes, Buffer.from('\n')]));
}
