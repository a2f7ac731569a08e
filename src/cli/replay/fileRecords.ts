import { Readable } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';
import type { DateFormat } from './dateFormat.ts';
import { eventOf, type Member, memberNamed, type Parsed } from './eventOf.ts';

/** How a file is written. `columns`: as its first line has them; `unit`: what its records are counted by. */
export type FileFormat =
  | { readonly tag: 'csv'; readonly unit: 'line'; readonly columns: readonly string[]; readonly delimiter: string }
  | { readonly tag: 'ndjson'; readonly unit: 'line' }
  | { readonly tag: 'json'; readonly unit: 'item' };

/** A record of a file, the number of its first line, or of the item where the file is a JSON array; both from 1. */
export type FileRecord = Parsed & {
  readonly line: number;
  /** As it stands in the file: the fields of CSV, or JSON text. */
  readonly source: readonly string[] | string;
};

/** A file as it is read: its format, and its records one after another. */
export type FileRecords = { readonly format: FileFormat; readonly records: AsyncIterable<FileRecord> };

const MOST_BYTES = 64 * 1024;
/** A JSON array is held in memory as a whole. */
const MOST_ARRAY_CHARACTERS = 64 * 1024 * 1024;

/**
 * Reads NDJSON, an array of JSON objects, or CSV whose first line names the columns, with `,`, `;` or a tab between them.
 * Empty lines are skipped. Throws when the text is none of these.
 */
export async function readRecords(texts: AsyncIterator<string>, dates: DateFormat | undefined): Promise<FileRecords> {
  const { start, rest } = await firstLine(texts);
  const first = start.trimStart()[0];
  if (first === '[') {
    return { format: { tag: 'json', unit: 'item' }, records: arrayRecords(rest, dates) };
  }
  if (first === '{') return { format: { tag: 'ndjson', unit: 'line' }, records: lineRecords(rest, dates) };
  return await csvRecords(start, rest, dates);
}

/** The text up to the end of the first line that is not empty, and the whole text again. */
async function firstLine(texts: AsyncIterator<string>): Promise<{ start: string; rest: AsyncIterable<string> }> {
  let start = '';
  for (let more = true; more && !/\S[^\n]*\n/.test(start) && start.length < MOST_BYTES; ) {
    const { value, done } = await texts.next();
    more = !done;
    start += done ? '' : value;
  }
  const rest = (async function* () {
    yield start;
    for (let each = await texts.next(); !each.done; each = await texts.next()) yield each.value;
  })();
  return { start, rest };
}

async function* arrayRecords(texts: AsyncIterable<string>, dates: DateFormat | undefined): AsyncGenerator<FileRecord> {
  let text = '';
  for await (const each of texts) {
    text += each;
    if (text.length > MOST_ARRAY_CHARACTERS) throw new Error('a JSON array may have 64 MiB; send NDJSON instead');
  }
  for (const [index, value] of (parseJson(text) ?? notAnArray()).entries())
    yield { ...fromJson(value, dates), line: index + 1, source: JSON.stringify(value) };
}

function parseJson(text: string): unknown[] | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notAnArray(): never {
  throw new Error('it is not JSON as a whole: the array is not closed, or a comma is missing');
}

async function* lineRecords(texts: AsyncIterable<string>, dates: DateFormat | undefined): AsyncGenerator<FileRecord> {
  let line = 0;
  for await (const source of linesOf(texts)) {
    line++;
    if (source.trim() !== '') yield { ...fromJson(jsonIn(source), dates), line, source };
  }
}

async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const text of texts) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() as string;
    yield* lines;
    if (rest.length > MOST_BYTES) throw new Error(`a line has more than 64 KiB`);
  }
  yield rest;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fromJson(value: unknown, dates: DateFormat | undefined): Parsed {
  if (typeof value !== 'object' || value === null) return { tag: 'bad', why: 'is not a JSON object' };
  const said = new Map<Member, unknown>();
  for (const [name, each] of Object.entries(value)) {
    const member = memberNamed(name);
    if (member === undefined || each === null) continue;
    if (said.has(member)) return { tag: 'bad', why: `says twice what ${member} is` };
    said.set(member, each);
  }
  return eventOf(said, dates);
}

type Row = { readonly record: string[]; readonly info: Info; readonly raw: string };

async function csvRecords(
  start: string,
  rest: AsyncIterable<string>,
  dates: DateFormat | undefined,
): Promise<FileRecords> {
  const delimiter = delimiterOf(start);
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MOST_BYTES,
  });
  const source = Readable.from(rest);
  source.on('error', (error) => parser.destroy(error));
  const rows: AsyncIterator<Row> = source.pipe(parser)[Symbol.asyncIterator]();
  const header = await nextRow(rows);
  const columns = header?.record ?? [];
  const members = columns.map(memberNamed);
  checkColumns(columns, members);
  const records = (async function* () {
    for (let row = await nextRow(rows, header); row; row = await nextRow(rows, row)) {
      const lines = row.raw.trim().split('\n').length;
      yield { ...fromRow(row.record, columns, dates), line: row.info.lines - lines + 1, source: row.record };
    }
  })();
  return { format: { tag: 'csv', unit: 'line', columns, delimiter }, records };
}

/** Throws with the line after the last row for what is no CSV from there on. */
async function nextRow(rows: AsyncIterator<Row>, last?: Row): Promise<Row | undefined> {
  try {
    const { value, done } = await rows.next();
    return done ? undefined : value;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Error(`from line ${(last?.info.lines ?? 0) + 1} on it is not CSV: ${error.message}`, { cause: error });
  }
}

/** Of the delimiters that a first line may have, the one that it has most of. */
function delimiterOf(start: string): string {
  const line = start.trimStart().split('\n')[0] ?? '';
  const count = (delimiter: string) => line.split(delimiter).length;
  return [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0] as string;
}

function checkColumns(columns: readonly string[], members: readonly (Member | undefined)[]): void {
  const has = (...wanted: Member[]) => wanted.some((member) => members.includes(member));
  if (!has('kind') || !has('timestamp') || !has('driverId', 'policyId')) {
    const wanted =
      'names columns, with a comma, a semicolon or a tab between them: kind, timestamp, and driverId or policyId';
    throw new Error(`its first line is neither an event in JSON nor ${wanted}`);
  }
  const names = columns.map((name, index) => members[index] ?? name.trim().toLowerCase());
  const twice = columns.find((name, index) => name.trim() !== '' && names.indexOf(names[index] as string) < index);
  if (twice !== undefined) throw new Error(`the column ${JSON.stringify(twice)} comes twice; take one of them out`);
}

function fromRow(fields: readonly string[], columns: readonly string[], dates: DateFormat | undefined): Parsed {
  if (fields.length !== columns.length) return { tag: 'bad', why: `does not have ${columns.length} fields` };
  const said = new Map<Member, string>();
  for (const [index, value] of fields.entries()) {
    const member = memberNamed(columns[index] as string);
    if (member === undefined || value === '') continue;
    if (value.trim() !== value) return { tag: 'bad', why: `${member} has a blank at its beginning or end` };
    said.set(member, value);
  }
  return eventOf(said, dates);
}
