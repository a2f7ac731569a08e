import type { TSchema } from 'typebox';
import type { TLocalizedValidationError } from 'typebox/error';
import { Check, Errors } from 'typebox/value';
import { membersOf } from '../parse/driver.ts';

const MOST_LISTED = 1_000;

/** Whether a value of JSON has so many parts that its errors may not all be listed. */
export function isLarge(value: unknown): boolean {
  const left = [value];
  for (let seen = 0; left.length > 0; seen++) {
    if (seen > MOST_LISTED) return true;
    const parts = left.pop();
    if (typeof parts !== 'object' || parts === null) continue;
    const own = Object.values(parts) as unknown[];
    if (own.length > MOST_LISTED) return true;
    left.push(...own);
  }
  return false;
}

/** A part of a value, the schema for it, and the paths to both. */
type Part = {
  readonly schema: TSchema & {
    readonly items?: TSchema;
    readonly properties?: Readonly<Record<string, TSchema>>;
    readonly maxItems?: number;
  };
  readonly value: unknown;
  readonly instancePath?: string;
  readonly schemaPath?: string;
};

/**
 * The errors of the first part that does not fit its schema. TypeBox lists the errors of all parts before it returns,
 * which takes a second for some 200,000 of them. Bounds come before what is within them.
 */
export function errorsOfFirst(whole: Part): TLocalizedValidationError[] {
  const { schema, value, instancePath = '', schemaPath = '#' } = firstMisfit(whole);
  const errors = Errors(schema, cut(schema, value));
  const bounds = errors.filter(({ keyword, instancePath: at }) => keyword === 'maxItems' && at === '');
  return (bounds.length > 0 ? bounds : errors).map((error) => ({
    ...error,
    instancePath: instancePath + error.instancePath,
    schemaPath: schemaPath + error.schemaPath.slice(1),
  }));
}

function firstMisfit(part: Part): Part {
  const { schema, value, instancePath = '', schemaPath = '#' } = part;
  const { items, properties = {} } = schema;
  if (Array.isArray(value)) {
    if (!items || value.length > (schema.maxItems ?? Infinity)) return part;
    const index = value.findIndex((item) => !Check(items, item));
    const at = { instancePath: `${instancePath}/${index}`, schemaPath: `${schemaPath}/items` };
    return index < 0 ? part : firstMisfit({ schema: items, value: value[index], ...at });
  }
  const members = membersOf(value) ?? {};
  for (const [name, own] of Object.entries(properties)) {
    if (!Object.hasOwn(members, name) || Check(own, members[name])) continue;
    const at = { instancePath: `${instancePath}/${name}`, schemaPath: `${schemaPath}/properties/${name}` };
    return firstMisfit({ schema: own, value: members[name], ...at });
  }
  return part;
}

/** As much of the value as shows its first errors. */
function cut({ maxItems, properties = {} }: Part['schema'], value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, (maxItems ?? 0) + 1);
  const members = membersOf(value);
  if (!members) return value;
  const unknown = Object.keys(members).find((name) => !Object.hasOwn(properties, name));
  const kept = Object.keys(properties).filter((name) => Object.hasOwn(members, name));
  return Object.fromEntries(
    [...kept, ...(unknown === undefined ? [] : [unknown])].map((name) => [name, members[name]]),
  );
}
