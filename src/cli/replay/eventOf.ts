import type { Driver, Report } from '../../../client/shiftcover.ts';
import type { DateFormat } from './dateFormat.ts';

/** What a record of a file says. */
export type Member = 'kind' | 'timestamp' | 'driverId' | 'policyId' | 'reference';

/** The names under which files have it, in small letters and without anything but letters. The first is ours. */
const NAMES: Readonly<Record<Member, readonly string[]>> = {
  kind: ['kind', 'event', 'eventtype', 'type', 'action'],
  timestamp: ['timestamp', 'time', 'datetime', 'occurredat', 'at'],
  driverId: ['driverid', 'workprovideruserid', 'driver', 'courierid', 'courier', 'riderid', 'rider'],
  policyId: ['policyid', 'customernumber', 'customer', 'policynumber'],
  reference: ['reference', 'ref', 'jobid', 'job', 'shiftid'],
};
const MEMBERS = new Map(
  Object.entries(NAMES).flatMap(([member, names]) => names.map((name) => [name, member as Member])),
);

/** What a column, or a member of a JSON object, is called by us; undefined when it is none of what a record says. */
export function memberNamed(name: string): Member | undefined {
  return MEMBERS.get(name.toLowerCase().replaceAll(/[^a-z]/g, ''));
}

/** The report of a record with a usable event, its time as text. */
export type TextReport = Report & { readonly at: string };
/** `why` is one sentence without its subject, which is the record. */
export type Parsed =
  | { readonly tag: 'event'; readonly report: TextReport }
  | { readonly tag: 'bad'; readonly why: string };

/** Checks only what decides where an event is sent and that nothing was lost in reading. The server checks the values. */
export function eventOf(said: ReadonlyMap<Member, unknown>, format: DateFormat | undefined): Parsed {
  const unread = [...said].find(([, value]) => typeof value === 'string' && value.includes('\uFFFD'));
  if (unread) return bad(`${unread[0]} has a character that cannot be read; give the --encoding of the file`);
  const kind = String(said.get('kind')).toLowerCase();
  if (kind !== 'login' && kind !== 'logout') return bad('kind must be login or logout');
  const timestamp = said.get('timestamp');
  if (typeof timestamp !== 'string') return bad('timestamp is missing');
  const at = format ? format(timestamp) : timestamp;
  if (at === undefined) return bad('timestamp is not of the form of --date-format');
  const reference = said.get('reference');
  if (reference !== undefined && typeof reference !== 'string') return bad('reference must be a string');
  const driver = driverOf(said);
  if (typeof driver === 'string') return bad(driver);
  return { tag: 'event', report: { ...driver, kind, at, ...(reference === undefined ? {} : { reference }) } };
}

/** The driver, or why there is none. */
function driverOf(said: ReadonlyMap<Member, unknown>): Driver | string {
  const [driverId, policyId] = [said.get('driverId'), said.get('policyId')];
  if ((driverId === undefined) === (policyId === undefined))
    return 'exactly one of driverId and policyId must be given';
  if (typeof driverId === 'string') return { driverId };
  if (typeof policyId === 'string') return { policyId };
  return `${driverId === undefined ? 'policyId' : 'driverId'} must be a string`;
}

function bad(why: string): Parsed {
  return { tag: 'bad', why };
}
