import type { TSchema } from 'typebox';
import type { TLocalizedValidationError } from 'typebox/error';
import { Pointer } from 'typebox/value';

/** The part of a request: its body, or its path and query. */
export type Part = 'body' | 'address';

/**
 * One sentence about the first value that does not fit the schema. `errors` are TypeBox's; throws when there are none.
 */
export function shapeError(errors: readonly TLocalizedValidationError[], schema: TSchema, part: Part): string {
  const error = errors.find(({ keyword }) => keyword !== 'boolean') ?? errors[0];
  if (!error) throw new Error('a value that fits its schema has no error');
  const within = pathOf(error.instancePath);
  switch (error.keyword) {
    case 'additionalProperties':
      return `there is no ${error.params.additionalProperties.map((name) => inside(within, name)).join(', ')} in the ${part} of this request`;
    case 'required':
      return `${error.params.requiredProperties.map((name) => inside(within, name)).join(', ')} is missing`;
    default:
      return `${within || `the ${part}`} ${mustBe(error)}${described(schema, error)}`;
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
