import type { Report } from '../../../client/shiftcover.ts';
import type { FileLine } from './fileLines.ts';

/** A line with an event. */
export type GoodLine = FileLine & { readonly tag: 'event'; readonly report: Report & { readonly at: string } };
/** A line with none, and why. */
export type BadLine = FileLine & { readonly tag: 'bad'; readonly why: string };
/** The line with the names of the columns, which comes first, or a line with an event, or with none. */
export type EventLine = (FileLine & { readonly tag: 'columns' }) | GoodLine | BadLine;

/**
 * Reads events line by line: NDJSON, or CSV under a first line that names its columns. Empty lines, and after the names those before `fromLine`, are left
 * out. Never holds more than a line. Throws when the first line is of neither kind.
 */
export async function* eventLines(lines: AsyncIterable<FileLine>, fromLine = 1): AsyncGenerator<EventLine> {
  let kind: Kind | undefined;
  for await (const each of lines) {
    if (kind && each.line < fromLine) continue;
    const text = textIn(each.bytes);
    if (text?.trim() === '') continue;
    const isFirst = kind === undefined;
    kind ??= kindOf(text);
    if (isFirst && kind.tag === 'csv') yield { tag: 'columns', ...each };
    else if (each.line >= fromLine) yield { ...each, ...read(kind, text) };
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Undefined for what is no UTF-8: a name with a letter taken for another would be another driver. */
function textIn(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

type Kind = { readonly tag: 'ndjson' } | { readonly tag: 'csv'; readonly columns: readonly string[] };

function kindOf(text: string | undefined): Kind {
  if (text?.trimStart().startsWith('{')) return { tag: 'ndjson' };
  const columns = fieldsOf(text ?? '')?.map((name) => name.trim()) ?? [];
  const has = (...names: string[]) => names.some((name) => columns.includes(name));
  if (has('kind') && has('timestamp') && has(...DRIVER_IDS, ...CUSTOMER_NUMBERS)) return { tag: 'csv', columns };
  throw new Error(
    'its first line is neither an event in JSON nor names columns, with commas between them: kind, timestamp, and driverId or policyId',
  );
}

type Read = Omit<GoodLine, keyof FileLine> | Omit<BadLine, keyof FileLine>;

function read(kind: Kind, text: string | undefined): Read {
  if (text === undefined) return { tag: 'bad', why: 'is not UTF-8' };
  return kind.tag === 'csv' ? fromCsv(kind.columns, text) : fromJson(text);
}

function fromJson(text: string): Read {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return fromMembers(value as Record<string, unknown>);
  } catch {}
  return { tag: 'bad', why: 'is not a JSON object' };
}

function fromCsv(columns: readonly string[], text: string): Read {
  const fields = fieldsOf(text);
  if (!fields || fields.length !== columns.length) return { tag: 'bad', why: `does not have ${columns.length} fields` };
  const given = columns.map((column, index) => [column, fields[index]] as const);
  return fromMembers(Object.fromEntries(given.filter(([, value]) => value !== '')));
}

/** The fields of a line of CSV, quotes taken off. Undefined when a quote is left open. */
function fieldsOf(text: string): string[] | undefined {
  const fields = [...`${text},`.matchAll(/("(?:[^"]|"")*"|[^",]*),/gy)].map(([, field]) => field as string);
  const read = fields.reduce((length, field) => length + field.length + 1, 0);
  if (read !== text.length + 1) return undefined;
  return fields.map((field) => (field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field));
}

/** The names that the wire has for them, older and newer. */
const DRIVER_IDS: readonly string[] = ['driverId', 'workProviderUserId'];
const CUSTOMER_NUMBERS: readonly string[] = ['policyId', 'customerNumber'];

/** What the server would refuse as well is left to it, but for what decides where an event goes. */
function fromMembers(members: Readonly<Record<string, unknown>>): Read {
  const { kind, timestamp } = members;
  const given = [...DRIVER_IDS, ...CUSTOMER_NUMBERS].filter((name) => members[name] !== undefined);
  if (kind !== 'login' && kind !== 'logout') return { tag: 'bad', why: 'kind must be login or logout' };
  if (typeof timestamp !== 'string') return { tag: 'bad', why: 'timestamp is missing' };
  const [name, another] = given;
  if (name === undefined || another !== undefined) {
    return { tag: 'bad', why: 'exactly one of driverId and policyId must be given' };
  }
  const value = members[name];
  if (typeof value !== 'string') return { tag: 'bad', why: `${name} must be a string` };
  const driver = DRIVER_IDS.includes(name) ? { driverId: value } : { policyId: value };
  return { tag: 'event', report: { ...driver, kind, at: timestamp } };
}
