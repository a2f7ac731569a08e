import type { TextReport } from './eventOf.ts';
import type { FileFormat, FileRecords } from './fileRecords.ts';

/** What a file was understood as, before anything of it is sent. */
export type Overview = {
  readonly format: FileFormat['tag'];
  /** Null for JSON. */
  readonly columns: readonly string[] | null;
  readonly logins: number;
  readonly logouts: number;
  readonly bad: number;
  /** The earliest and the latest timestamp as they stand in the file; null in a file without events. */
  readonly first: string | null;
  readonly last: string | null;
  readonly withoutOffset: number;
  /** How the server reads times without an offset, in words; null where every time has one. */
  readonly zone: string | null;
  readonly drivers: number;
  readonly busiest: readonly { readonly driver: string; readonly events: number }[];
};

const MOST_SHOWN = 5;

/** Reads a file to its end. `how`: how the server reads a report whose time has no offset, in words. */
export async function overviewOf(
  { format, records }: FileRecords,
  how: (report: TextReport) => Promise<string | null>,
): Promise<Overview> {
  const byDriver = new Map<string, number>();
  const counts = { login: 0, logout: 0, bad: 0, withoutOffset: 0 };
  const ends: { first?: TextReport; last?: TextReport; local?: TextReport } = {};
  for await (const each of records) {
    if (each.tag === 'bad') {
      counts.bad++;
      continue;
    }
    const { report } = each;
    counts[report.kind]++;
    const driver = report.driverId ?? `customer ${report.policyId}`;
    byDriver.set(driver, (byDriver.get(driver) ?? 0) + 1);
    if (!HAS_OFFSET.test(report.at)) {
      counts.withoutOffset++;
      ends.local ??= report;
    }
    if (!(momentOf(ends.first) <= momentOf(report))) ends.first = report;
    if (!(momentOf(ends.last) >= momentOf(report))) ends.last = report;
  }
  const busiest = [...byDriver].toSorted((a, b) => b[1] - a[1]).slice(0, MOST_SHOWN);
  return {
    format: format.tag,
    columns: format.tag === 'csv' ? format.columns : null,
    logins: counts.login,
    logouts: counts.logout,
    bad: counts.bad,
    first: ends.first?.at ?? null,
    last: ends.last?.at ?? null,
    withoutOffset: counts.withoutOffset,
    zone: ends.local ? await how(ends.local) : null,
    drivers: byDriver.size,
    busiest: busiest.map(([driver, events]) => ({ driver, events })),
  };
}

const HAS_OFFSET = /[Tt ].*([-+Zz])/;

/** For comparing only: a time without an offset is taken as if in UTC. NaN for one that cannot be read. */
function momentOf(report: TextReport | undefined): number {
  if (!report) return Number.NaN;
  return Date.parse(HAS_OFFSET.test(report.at) ? report.at : `${report.at}Z`);
}

/** The same for a person, in a few lines. */
export function overviewText(overview: Overview, unit: FileFormat['unit']): string {
  const { columns, logins, logouts, bad, first, last, withoutOffset, zone, drivers, busiest } = overview;
  const events = `${logins} logins and ${logouts} logouts of ${drivers} drivers`;
  const most = busiest.map((each) => `${each.driver} (${each.events})`).join(', ');
  return [
    columns ? `Columns: ${columns.join(', ')}` : `Format: ${overview.format}`,
    `Events: ${events}${first === null ? '' : `, from ${first} to ${last}`}`,
    ...(most ? [`Drivers: ${most}${drivers > busiest.length ? `, and ${drivers - busiest.length} more` : ''}`] : []),
    withoutOffset === 0
      ? 'Times: each with its offset'
      : `Times: ${withoutOffset} without an offset: ${zone ?? 'read in your time zone'}`,
    ...(bad > 0 ? [`Wrong ${unit}s: ${bad}`] : []),
  ].join('\n');
}
