import { type TSchema, Type } from 'typebox';
import type { PublicIds } from '../../store/publicIds.ts';

/** Members of a query that asks for a list page by page. */
export const paging = {
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 100, description: 'How many items a page has at most.' }),
  cursor: Type.Optional(
    Type.String({
      maxLength: 200,
      description: 'Where to go on: `next` of the page before. Keep the other parameters as they were.',
    }),
  ),
};

/** An instant in an answer. */
export const Instant = (description: string, example = '2026-03-01T08:00:00Z') =>
  Type.String({ format: 'date-time', description, examples: [example] });

/** What is asked with: an RFC 3339 instant, which says its offset. */
export const AskedInstant = (description: string) =>
  Type.Optional(
    Type.String({
      pattern: '^\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d(:\\d\\d([.]\\d{1,9})?)?([Zz]|[+-]\\d\\d:\\d\\d)$',
      description: `${description} An RFC 3339 instant with an offset or Z; write + as %2B.`,
      examples: ['2026-03-01T00:00:00Z'],
    }),
  );

/** The shape, or null when there is nothing. */
export function nullable<T extends TSchema>(shape: T, examples?: readonly unknown[]) {
  return Type.Union([shape, Type.Null()], examples ? { examples: [...examples] } : {});
}

/** A page of a list. */
export function pageOf<T extends TSchema>(item: T, name: string) {
  return Type.Object(
    {
      items: Type.Array(item),
      next: nullable(
        Type.String({
          description: 'The cursor of the next page; null when there is none, and never null in the order `oldest`.',
        }),
      ),
      more: Type.Boolean({
        description:
          'Whether there is more to read now. A page may be short, or empty, and there is more all the same.',
      }),
    },
    { description: `A page of ${name}.` },
  );
}

/** The path of one thing by its id. */
export function idIn(commandGroup: string, example: string) {
  return Type.Object({ id: Type.String({ description: `The id of the ${commandGroup}.`, examples: [example] }) });
}

/** A place in a work provider's list, as others see it: two numbers under seal. */
export function writeCursor(ids: PublicIds, workProvider: number, [first, second]: readonly [number, number]): string {
  return `${ids.write('cursor', workProvider, first)}.${ids.write('cursor', workProvider, second)}`;
}

/** Undefined when it is not ours, or another work provider's. */
export function readCursor(ids: PublicIds, workProvider: number, text: string): [number, number] | undefined {
  const [first, second, ...rest] = text.split('.').map((part) => ids.read('cursor', workProvider, part));
  return first === undefined || second === undefined || rest.length > 0 ? undefined : [first, second];
}
