import { isCustomerNumber } from '../../core/identifiers.ts';
import { NAMES, type Name } from './driver.ts';

/** Why something is no report, in words: the first reason there is. Only for what the shape refuses. */
export function reportError(item: unknown): string {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return 'must be a JSON object';
  const members = item as Readonly<Record<string, unknown>>;
  const [name, ...others] = (Object.keys(NAMES) as Name[]).filter((each) => members[each] !== undefined);
  if (name === undefined) return 'driverId or policyId is missing';
  if (others.length > 0)
    return `send ${[name, ...others].join(' or ')}, not ${others.length === 1 ? 'both' : 'more than one'}`;
  const fault = identifierFault(name, members[name]);
  if (fault) return `${name} ${fault}`;
  if (members['timestamp'] === undefined) return 'timestamp is missing';
  if (typeof members['timestamp'] !== 'string') return 'timestamp must be a string';
  throw new Error('a report that its shape refuses and nothing is wrong with');
}

const LONGEST_IDENTIFIER = 255;
const CONTROL_CHARACTER = /\p{Cc}/u;

function identifierFault(name: Name, identifier: unknown): string | undefined {
  if (typeof identifier !== 'string') return 'must be a string';
  if (identifier.length === 0) return 'is empty';
  if (isLongerThan(LONGEST_IDENTIFIER, identifier)) return `is longer than ${LONGEST_IDENTIFIER} characters`;
  if (!identifier.isWellFormed()) return 'is not well-formed Unicode';
  if (CONTROL_CHARACTER.test(identifier)) return 'contains a control character';
  if (NAMES[name] === 'policyId' && !isCustomerNumber(identifier)) return 'may contain only the letters A-Z and digits';
  return undefined;
}

/** Counted in characters, of which one may take two units of UTF-16. */
function isLongerThan(most: number, text: string): boolean {
  return text.length > 2 * most || [...text].length > most;
}
