import { type FileHandle, open } from 'node:fs/promises';
import type { FileFormat, FileRecord } from './fileRecords.ts';

/**
 * The file with the records that were left out, each with its number and the reason. Once they are corrected, it can be
 * replayed itself: `line` and `reason` are not read. Only its owner may read it.
 */
export type RejectedRecords = {
  add(record: FileRecord & { readonly tag: 'bad' }): Promise<void>;
  /** Returns the path, or null when no record was added. */
  close(): Promise<string | null>;
};

const ADDED = ['line', 'reason'];

/** Creates the file when the first record is added. What an existing file has stays. */
export function rejectedRecords(path: string, format: FileFormat): RejectedRecords {
  let file: FileHandle | undefined;
  return {
    add: async (record) => {
      file ??= await openFile(path, format);
      await file.appendFile(`${lineOf(record, format)}\n`);
    },
    close: async () => {
      await file?.close();
      return file ? path : null;
    },
  };
}

async function openFile(path: string, format: FileFormat): Promise<FileHandle> {
  const file = await open(path, 'a', 0o600);
  const { size } = await file.stat();
  if (size === 0 && format.tag === 'csv')
    await file.appendFile(`${csvLine([...ADDED, ...kept(format.columns, format)], format.delimiter)}\n`);
  return file;
}

function lineOf({ line, why, source }: FileRecord & { readonly tag: 'bad' }, format: FileFormat): string {
  if (format.tag === 'csv')
    return csvLine([String(line), why, ...kept(source as readonly string[], format)], format.delimiter);
  const value: unknown = parsed(source as string);
  return JSON.stringify({ line, reason: why, ...(typeof value === 'object' ? value : { text: source }) });
}

/** Without the number and the reason of an earlier replay. */
function kept(fields: readonly string[], { columns }: FileFormat & { readonly tag: 'csv' }): string[] {
  return fields.filter((_, index) => !ADDED.includes(columns[index] ?? ''));
}

function csvLine(fields: readonly string[], delimiter: string): string {
  const quoted = (field: string) =>
    /["\r\n]/.test(field) || field.includes(delimiter) ? `"${field.replaceAll('"', '""')}"` : field;
  return fields.map(quoted).join(delimiter);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
