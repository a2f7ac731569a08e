import type { TSchema } from 'typebox';
import type { TLocalizedValidationError } from 'typebox/error';
import { Pointer } from 'typebox/value';

/** Where in a request something is: its body, its query, or its path. */
export type Part = 'body' | 'address';

/** One sentence about the first thing that does not fit the schema. `errors`: TypeBox's, of which there is at least one. */
export function shapeError(errors: readonly TLocalizedValidationError[], schema: TSchema, part: Part): string {
  const told = errors.find(({ keyword }) => keyword !== 'boolean') ?? errors[0];
  if (!told) throw new Error('what fits its schema has no fault');
  const within = pathOf(told.instancePath);
  switch (told.keyword) {
    case 'additionalProperties':
      return `there is no ${told.params.additionalProperties.map((name) => inside(within, name)).join(', ')} in the ${part} of this request`;
    case 'required':
      return `${told.params.requiredProperties.map((name) => inside(within, name)).join(', ')} is missing`;
    default:
      return `${within || `the ${part}`} ${mustBe(told)}${described(schema, told)}`;
  }
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

function mustBe(told: TLocalizedValidationError): string {
  switch (told.keyword) {
    case 'type':
      return `must be ${[told.params.type].flat().map(typeInWords).join(' or ')}`;
    case 'minimum':
      return `must be at least ${told.params.limit}`;
    case 'maximum':
      return `must be at most ${told.params.limit}`;
    case 'minLength':
      return told.params.limit === 1 ? 'is empty' : `must have at least ${told.params.limit} characters`;
    case 'maxLength':
      return `must have at most ${told.params.limit} characters`;
    case 'minItems':
      return told.params.limit === 1 ? 'is an empty list' : `must have at least ${told.params.limit} items`;
    case 'maxItems':
      return `must have at most ${told.params.limit} items`;
    case 'enum':
      return `must be one of ${told.params.allowedValues.join(', ')}`;
    case 'pattern':
    case 'format':
      return 'is not well-formed';
    default:
      return told.message;
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

/** What a pattern stands for is only in the words beside it. */
function described(schema: TSchema, { keyword, schemaPath }: TLocalizedValidationError): string {
  if (keyword !== 'pattern' && keyword !== 'format') return '';
  const own = Pointer.Get(schema, schemaPath.slice(1)) as { description?: string } | undefined;
  return own?.description ? `: ${own.description}` : '';
}
