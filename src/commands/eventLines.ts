import type { Report } from '../../client/shiftcover.ts';

/** A line of a file: an event, or why it is none. Lines count from 1; empty ones are left out. */
export type EventLine =
  | { readonly tag: 'event'; readonly line: number; readonly report: Report & { readonly at: string } }
  | { readonly tag: 'bad'; readonly line: number; readonly why: string };

/** Reads events line by line: NDJSON, or CSV under a first line that names its columns. Never holds more than a line. */
export async function* eventLines(lines: AsyncIterable<string>): AsyncGenerator<EventLine> {
  let line = 0;
  let columns: readonly string[] | undefined;
  for await (const text of lines) {
    line++;
    if (text.trim() === '') continue;
    if (line === 1 && !text.trimStart().startsWith('{')) columns = fieldsOf(text.replace('\uFEFF', ''));
    else yield { line, ...(columns ? fromCsv(columns, text) : fromJson(text)) };
  }
}

type Read = { tag: 'event'; report: Report & { at: string } } | { tag: 'bad'; why: string };

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
  const given = columns.map((column, index) => [column.trim(), fields[index]] as const);
  return fromMembers(Object.fromEntries(given.filter(([, value]) => value !== '')));
}

/** The fields of a line of CSV, quotes taken off. Undefined when a quote is left open. */
function fieldsOf(text: string): string[] | undefined {
  const fields = [...`${text},`.matchAll(/("(?:[^"]|"")*"|[^",]*),/gy)].map(([, field]) => field as string);
  const read = fields.reduce((length, field) => length + field.length + 1, 0);
  if (read !== text.length + 1) return undefined;
  return fields.map((field) => (field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field));
}

/** What the server would refuse as well is left to it, but for what decides where an event goes. */
function fromMembers(members: Readonly<Record<string, unknown>>): Read {
  const { kind, timestamp } = members;
  const driverId = members['driverId'] ?? members['workProviderUserId'];
  const policyId = members['policyId'] ?? members['customerNumber'];
  if (kind !== 'login' && kind !== 'logout') return { tag: 'bad', why: 'kind must be login or logout' };
  if (typeof timestamp !== 'string') return { tag: 'bad', why: 'timestamp is missing' };
  if ((driverId === undefined) === (policyId === undefined)) {
    return { tag: 'bad', why: 'exactly one of driverId and policyId must be given' };
  }
  if (typeof (driverId ?? policyId) !== 'string') return { tag: 'bad', why: 'driverId and policyId must be strings' };
  const driver = typeof driverId === 'string' ? { driverId } : { policyId: policyId as string };
  return { tag: 'event', report: { ...driver, kind, at: timestamp } };
}
