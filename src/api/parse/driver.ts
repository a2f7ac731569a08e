import { Compile } from 'typebox/compile';
import type { Identifier } from '../../core/event.ts';
import { isCustomerNumber, isDriverId } from '../../core/identifiers.ts';
import { IDENTIFIER_NAMES, type IdentifierName, identifierIn, namesIn } from '../wire/identifier.ts';
import { DriverShape } from '../wire/report.ts';

/** What is wrong with a part of a request, in a sentence or the end of one. */
export type Problem = { readonly tag: 'refused'; readonly problem: string };

type Members = Readonly<Record<string, unknown>>;

/** The members of a JSON object; undefined for any other value. */
export function membersOf(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
}

const shape = Compile(DriverShape);

/** The driver that the members of a request name by exactly one of the four names. `problem` is a whole sentence. */
export function readDriver(members: Members): { readonly tag: 'driver'; readonly driver: Identifier } | Problem {
  const driver = shape.Check(members) ? identifierIn(members) : undefined;
  return driver ? { tag: 'driver', driver } : { tag: 'refused', problem: driverProblem(members) };
}

/** The first thing that is wrong with members that do not have the shape. */
function driverProblem(members: Members): string {
  const [name, ...others] = namesIn(members);
  if (name === undefined) return 'driverId or policyId is missing';
  if (others.length > 0)
    return `send ${[name, ...others].join(' or ')}, not ${others.length === 1 ? 'both' : 'more than one'}`;
  return `${name} ${identifierProblem(name, members[name])}`;
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
  return { tag: 'refused', problem: `reference ${identifierProblem('driverId', reference)}` };
}

/** Counts characters, of which one may take two units of UTF-16. */
function isLongerThan(most: number, text: string): boolean {
  return text.length > 2 * most || [...text].length > most;
}
