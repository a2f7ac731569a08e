import type { Report } from '../../../client/shiftcover.ts';
import type { FileLine } from './fileLines.ts';

/** The first line of a CSV file, with the names of its columns. */
type ColumnsLine = FileLine & { readonly tag: 'columns' };
/** A line with an event. */
export type EventLine = FileLine & { readonly tag: 'event'; readonly report: Report & { readonly at: string } };
/** A line without a usable event. `why` is one sentence without its subject, which is the line. */
export type BadLine = FileLine & { readonly tag: 'bad'; readonly why: string };
/** A line of a file that can be replayed. */
export type ParsedLine = ColumnsLine | EventLine | BadLine;

/**
 * Parses NDJSON, or CSV whose first line names the columns. Skips empty lines, and lines before `fromLine` other than
 * the first. Throws if the first line is of neither format.
 */
export async function* parseLines(lines: AsyncIterable<FileLine>, fromLine = 1): AsyncGenerator<ParsedLine> {
  let format: Format | undefined;
  for await (const each of lines) {
    if (format && each.line < fromLine) continue;
    const text = decode(each.bytes);
    if (text?.trim() === '') continue;
    const isFirst = format === undefined;
    format ??= formatOf(text);
    if (isFirst && format.tag === 'csv') yield { tag: 'columns', ...each };
    else if (each.line >= fromLine) yield { ...each, ...parse(format, text) };
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Undefined for bytes that are not UTF-8: with a replacement character a name would be that of another driver. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

type Format = { readonly tag: 'ndjson' } | { readonly tag: 'csv'; readonly columns: readonly string[] };

function formatOf(text: string | undefined): Format {
  if (text?.trimStart().startsWith('{')) return { tag: 'ndjson' };
  const columns = fieldsOf(text ?? '')?.map((name) => name.trim()) ?? [];
  const has = (...names: string[]) => names.some((name) => columns.includes(name));
  if (has('kind') && has('timestamp') && has(...DRIVER_IDS, ...CUSTOMER_NUMBERS)) return { tag: 'csv', columns };
  const columnNames = 'columns, with commas between them: kind, timestamp, and driverId or policyId';
  throw new Error(`its first line is neither an event in JSON nor names ${columnNames}`);
}

type Parsed = Omit<EventLine, keyof FileLine> | Omit<BadLine, keyof FileLine>;

function parse(format: Format, text: string | undefined): Parsed {
  if (text === undefined) return { tag: 'bad', why: 'is not UTF-8' };
  return format.tag === 'csv' ? parseCsv(format.columns, text) : parseJson(text);
}

function parseJson(text: string): Parsed {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return fromMembers(value as Record<string, unknown>);
  } catch {}
  return { tag: 'bad', why: 'is not a JSON object' };
}

function parseCsv(columns: readonly string[], text: string): Parsed {
  const fields = fieldsOf(text);
  if (!fields || fields.length !== columns.length) return { tag: 'bad', why: `does not have ${columns.length} fields` };
  const members = columns.map((column, index) => [column, fields[index]] as const);
  return fromMembers(Object.fromEntries(members.filter(([, value]) => value !== '')));
}

/** The fields of a line of CSV without their quotes; undefined when a quote is not closed. */
function fieldsOf(text: string): string[] | undefined {
  const fields = [...`${text},`.matchAll(/("(?:[^"]|"")*"|[^",]*),/gy)].map(([, field]) => field as string);
  const read = fields.reduce((length, field) => length + field.length + 1, 0);
  if (read !== text.length + 1) return undefined;
  return fields.map((field) => (field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field));
}

/** The member names of the contract for each identifier, the older one first. */
const DRIVER_IDS: readonly string[] = ['driverId', 'workProviderUserId'];
const CUSTOMER_NUMBERS: readonly string[] = ['policyId', 'customerNumber'];

/** Checks only the members that decide where an event is sent. The server checks their values. */
function fromMembers(members: Readonly<Record<string, unknown>>): Parsed {
  const { kind, timestamp } = members;
  if (kind !== 'login' && kind !== 'logout') return { tag: 'bad', why: 'kind must be login or logout' };
  if (typeof timestamp !== 'string') return { tag: 'bad', why: 'timestamp is missing' };
  const [name, another] = [...DRIVER_IDS, ...CUSTOMER_NUMBERS].filter((each) => members[each] !== undefined);
  if (name === undefined || another !== undefined) {
    return { tag: 'bad', why: 'exactly one of driverId and policyId must be given' };
  }
  const value = members[name];
  if (typeof value !== 'string') return { tag: 'bad', why: `${name} must be a string` };
  const driver = DRIVER_IDS.includes(name) ? { driverId: value } : { policyId: value };
  return { tag: 'event', report: { ...driver, kind, at: timestamp } };
}
