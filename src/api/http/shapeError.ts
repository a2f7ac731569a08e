import type { TSchema } from 'typebox';
import type { TLocalizedValidationError } from 'typebox/error';
import { Pointer } from 'typebox/value';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { membersOf } from '../parse/driver.ts';
import { nearMiss } from '../parse/nearMiss.ts';
import { shownValue } from './shownValue.ts';

/** What was checked: a value, the schema it should fit, and whether it is the body or the path and query. */
type Checked = { readonly schema: TSchema; readonly value: unknown; readonly part: 'body' | 'address' };

/**
 * The refusal of a value, for the first thing that does not fit its schema. `errors` are TypeBox's; throws when there
 * are none.
 */
export function shapeError(errors: readonly TLocalizedValidationError[], checked: Checked): Refusal {
  const error = errors.find(({ keyword }) => keyword !== 'boolean') ?? errors[0];
  if (!error) throw new Error('a value that fits its schema has no error');
  const { schema, value: whole, part } = checked;
  const within = pathOf(error.instancePath);
  const value: unknown = Pointer.Get(whole, error.instancePath);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownName(error.params.additionalProperties[0] as string, namesAt(schema, error), {
        value,
        within,
        what: part === 'body' ? ['member', 'this body'] : ['parameter', 'this endpoint'],
      });
    case 'required':
      return missing(error.params.requiredProperties[0] as string, { value, within });
    default:
      return refuse(
        'INVALID_DATA',
        `${within || `the ${part}`} ${mustBe(error)}${described(schema, error)}`,
        within === '' ? undefined : { param: within, value },
      );
  }
}

type Parent = { readonly value: unknown; readonly within: string };

function unknownName(
  name: string,
  known: readonly string[],
  { value, within, what: [kind, taker] }: Parent & { readonly what: readonly [kind: string, taker: string] },
): Refusal {
  const near = nearMiss([name], known);
  const advice = near ? `write ${near.meant}` : `${within || taker} takes ${known.join(', ') || 'none'}`;
  return refuse('INVALID_DATA', `unknown ${kind} ${shownValue(name)}; ${advice}`, {
    param: inside(within, name),
    value: membersOf(value)?.[name],
  });
}

const MOST_NAMES_COMPARED = 100;

function missing(name: string, { value, within }: Parent): Refusal {
  const near = nearMiss(Object.keys(membersOf(value) ?? {}).slice(0, MOST_NAMES_COMPARED), [name]);
  const advice = near ? `; for ${shownValue(near.sent)} write ${name}` : '';
  return refuse('INVALID_DATA', `${inside(within, name)} is missing${advice}`, { param: inside(within, name) });
}

/** The names that the object takes in which one too many was found. */
function namesAt(schema: TSchema, { schemaPath }: TLocalizedValidationError): string[] {
  const own = Pointer.Get(schema, schemaPath.slice(1).replace(/\/additionalProperties$/, '')) as
    | { readonly properties?: object }
    | undefined;
  return Object.keys(own?.properties ?? {});
}

/** `/drivers/0/logins` → `drivers[0].logins`. */
function pathOf(pointer: string): string {
  return pointer
    .slice(1)
    .replaceAll(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.');
}

function inside(within: string, name: string): string {
  return within ? `${within}.${name}` : name;
}

function mustBe(error: TLocalizedValidationError): string {
  switch (error.keyword) {
    case 'type':
      return `must be ${[error.params.type].flat().map(typeInWords).join(' or ')}`;
    case 'minimum':
      return `must be at least ${error.params.limit}`;
    case 'maximum':
      return `must be at most ${error.params.limit}`;
    case 'minLength':
      return error.params.limit === 1 ? 'is empty' : `must have at least ${error.params.limit} characters`;
    case 'maxLength':
      return `must have at most ${error.params.limit} characters`;
    case 'minItems':
      return error.params.limit === 1 ? 'is an empty list' : `must have at least ${error.params.limit} items`;
    case 'maxItems':
      return `must have at most ${error.params.limit} items`;
    case 'enum':
      return `must be one of ${error.params.allowedValues.join(', ')}`;
    case 'pattern':
    case 'format':
      return 'is not well-formed';
    default:
      return error.message;
  }
}

function typeInWords(type: string): string {
  return TYPES[type] ?? type;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a JSON list',
  object: 'a JSON object',
};

/** A pattern means nothing to a reader: the sentence quotes the description that stands beside it. */
function described(schema: TSchema, { keyword, schemaPath }: TLocalizedValidationError): string {
  if (keyword !== 'pattern' && keyword !== 'format') return '';
  const own = Pointer.Get(schema, schemaPath.slice(1)) as { description?: string } | undefined;
  return own?.description ? `: ${own.description}` : '';
}
