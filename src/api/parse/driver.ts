import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Identifier, Subject } from '../../core/event.ts';
import { isCustomerNumber, isDriverId } from '../../core/identifiers.ts';
import { type Refusal, type RequestPart, refuse } from '../../core/refusal.ts';
import { shownValue } from '../http/shownValue.ts';
import {
  ALL_NAMES,
  IDENTIFIER_NAMES,
  type IdentifierName,
  identifierIn,
  namesIn,
  subjectIn,
} from '../wire/identifier.ts';
import { byOneName } from '../wire/report.ts';
import { nearMiss } from './nearMiss.ts';

/** What is wrong with a part of a request, in a sentence or the end of one, and the part. */
export type Problem = { readonly tag: 'refused'; readonly problem: string; readonly at: RequestPart };

/** The members of a JSON object. */
export type Members = Readonly<Record<string, unknown>>;

/** The members of a JSON object; undefined for any other value. */
export function membersOf(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
}

const shape = Compile(Type.Union(byOneName({}, 'Driver')));

/** The driver that the members of a request name by exactly one of the four names. `problem` is a whole sentence. */
export function readDriver(members: Members): { readonly tag: 'driver'; readonly driver: Identifier } | Problem {
  const names = namesIn(members);
  const [name] = names;
  if (name === undefined) return missing('driverId', members, 'driverId or policyId is missing', ALL_NAMES);
  if (names.length > 1) return tooManyNames(names, members);
  const driver = shape.Check(members) ? identifierIn(members) : undefined;
  if (driver) return { tag: 'driver', driver };
  const value = members[name];
  return { tag: 'refused', problem: `${name} ${identifierProblem(name, value)}`, at: { param: name, value } };
}

/** The driver that narrows a list, by one of the four names; undefined for all drivers. */
export function driverFilter(
  query: Parameters<typeof identifierIn>[0],
  workProvider: number,
): { readonly tag: 'filter'; readonly subject: Subject | undefined } | Refusal {
  const names = namesIn(query);
  if (names.length <= 1) return { tag: 'filter', subject: subjectIn(query, workProvider) };
  const { problem, at } = tooManyNames(names, query);
  return refuse('INVALID_DATA', problem, at);
}

function tooManyNames(names: readonly IdentifierName[], members: Members): Problem {
  const problem = `send ${names.join(' or ')}, not ${names.length === 2 ? 'both' : 'more than one'}`;
  const param = names[1] as string;
  return { tag: 'refused', problem, at: { param, value: members[param] } };
}

/** The problem of a member that is not there, with the name that was written for it if one looks like it. */
export function missing(param: string, members: Members, problem: string, known: readonly string[] = [param]): Problem {
  const near = nearMiss(Object.keys(members), known);
  if (!near) return { tag: 'refused', problem, at: { param } };
  const advice = `for ${shownValue(near.sent)} write ${near.meant}`;
  return { tag: 'refused', problem: `${problem}; ${advice}`, at: { param: near.sent, value: members[near.sent] } };
}

const LONGEST_IDENTIFIER = 255;
const CONTROL_CHARACTER = /\p{Cc}/u;

function identifierProblem(name: IdentifierName, identifier: unknown): string {
  if (typeof identifier !== 'string') return 'must be a string';
  if (identifier.length === 0) return 'is empty';
  if (isLongerThan(LONGEST_IDENTIFIER, identifier)) return `is longer than ${LONGEST_IDENTIFIER} characters`;
  if (!identifier.isWellFormed()) return 'is not well-formed Unicode';
  if (CONTROL_CHARACTER.test(identifier)) return 'contains a control character';
  if (IDENTIFIER_NAMES[name] === 'policyId' && !isCustomerNumber(identifier))
    return 'may contain only the letters A-Z and digits';
  throw new Error('an identifier that its shape refuses and with which nothing is wrong');
}

/** The reference of a report, '' without one. `problem` is a whole sentence. */
export function readReference(members: Members): { readonly tag: 'reference'; readonly reference: string } | Problem {
  const { reference } = members;
  if (reference === undefined) return { tag: 'reference', reference: '' };
  if (typeof reference === 'string' && isDriverId(reference)) return { tag: 'reference', reference };
  const problem = `reference ${identifierProblem('driverId', reference)}`;
  return { tag: 'refused', problem, at: { param: 'reference', value: reference } };
}

/** Counts characters, of which one may take two units of UTF-16. */
function isLongerThan(most: number, text: string): boolean {
  return text.length > 2 * most || [...text].length > most;
}
