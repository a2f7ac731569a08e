import { isDeepStrictEqual } from 'node:util';

type Json = { readonly [name: string]: unknown };
type Document = { readonly components?: object };

const NAME = /^[A-Z][A-Za-z0-9]*$/;

/**
 * Moves every schema with a title that is a name, such as `Event`, to the components of an OpenAPI document, and leaves
 * a `$ref` in its place, so that generators make one type of it. Throws for two schemas with one title.
 */
export function nameSchemas<D extends Document>(document: D): D {
  const schemas: Record<string, unknown> = {};
  const { components, ...rest } = JSON.parse(JSON.stringify(document)) as Json;
  const named = moved(rest, schemas) as Json;
  const sorted = Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return { ...named, components: { ...(components as Json), schemas: sorted } } as unknown as D;
}

function moved(value: unknown, schemas: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((each) => moved(each, schemas));
  if (typeof value !== 'object' || value === null) return value;
  // A parameter has the description of its schema, which is another one without it.
  if ('in' in value && 'schema' in value) return value;
  const { example, ...members } = value as Json;
  const inside = Object.fromEntries(Object.entries(members).map(([name, each]) => [name, moved(each, schemas)]));
  const { title } = inside;
  if (typeof title !== 'string' || !NAME.test(title) || !('type' in inside || 'oneOf' in inside))
    return example === undefined ? inside : { ...inside, example };
  // An example belongs to the place where the schema is used.
  const { examples: _examples, 'x-response-description': _description, ...schema } = inside;
  if (schemas[title] !== undefined && !isDeepStrictEqual(schemas[title], schema))
    throw new Error(`two schemas have the title ${title}`);
  schemas[title] = schema;
  return { $ref: `#/components/schemas/${title}` };
}
