import { hash } from 'node:crypto';
import { type TSchema, Type } from 'typebox';
import { type Refusal, refuse } from '../../core/refusal.ts';
import type { PublicIds } from '../../store/publicIds.ts';

/** Parameters of a list that is read page by page. */
export const paging = {
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 100, description: 'How many items a page has at most.' }),
  cursor: Type.Optional(
    Type.String({
      maxLength: 200,
      description: 'Where to go on: `next` of the page before. Keep the other parameters as they were.',
    }),
  ),
};

/** The shape of an instant in an answer. */
export function instantShape(description: string, example = '2026-03-01T08:00:00Z') {
  return Type.String({ format: 'date-time', description, examples: [example] });
}

/** A parameter that is an instant: RFC 3339 with an offset. */
export function instantParameter(description: string) {
  return Type.Optional(
    Type.String({
      pattern: '^\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d(:\\d\\d([.]\\d{1,9})?)?([Zz]|[+-]\\d\\d:\\d\\d)$',
      description: `${description} An RFC 3339 instant with an offset or Z; write + as %2B.`,
      examples: ['2026-03-01T00:00:00Z'],
    }),
  );
}

/** The shape, or null. */
export function nullable<T extends TSchema>(shape: T, examples?: readonly unknown[]) {
  return Type.Union([shape, Type.Null()], examples ? { examples: [...examples] } : {});
}

/** The path parameter of a thing by its id. */
export function idPath(thing: string, example: string) {
  return Type.Object({ id: Type.String({ description: `The id of the ${thing}.`, examples: [example] }) });
}

/** The shape of a page of a list. `name`: what the list is of. */
export function pageShape<T extends TSchema>(item: T, name: string) {
  return Type.Object(
    {
      items: Type.Array(item),
      next: nullable(
        Type.String({
          examples: ['cur_AAAAAAAAAAAAAAAAAAAAAA.cur_AAAAAAAAAAAAAAAAAAAAAA'],
          description: 'The cursor of the next page; null when there is none, and never null in the order `oldest`.',
        }),
      ),
      more: Type.Boolean({
        description:
          'Whether there is more to read now. A page may be short, or empty, and there is more all the same.',
      }),
    },
    { title: `PageOf${name.replace(/^./, (letter) => letter.toUpperCase())}`, description: `A page of ${name}.` },
  );
}

/** A page of a list, as `pageShape` has it. */
export type Page<T> = { readonly items: readonly T[]; readonly next: string | null; readonly more: boolean };

/** The page that is the whole list. */
export function wholeList<T>(items: readonly T[]): Page<T> {
  return { items, next: null, more: false };
}

/** The page of rows of which one more than `limit` was read: the extra row shows only that there is more. */
export function pageOf<Row, T>(
  rows: readonly Row[],
  limit: number,
  { toJson, cursorOf }: { readonly toJson: (row: Row) => T; readonly cursorOf: (last: Row) => string },
): Page<T> {
  const onPage = rows.slice(0, limit);
  const last = onPage.at(-1);
  const more = rows.length > limit;
  return { items: onPage.map(toJson), next: more && last ? cursorOf(last) : null, more };
}

/** What a cursor belongs to: a work provider's list, as its query chooses from it. */
export type CursorScope = { readonly ids: PublicIds; readonly workProvider: number; readonly chosen: number };

/** The scope of the cursors of `list` for a checked query. `limit` may change from page to page. */
export function cursorScope(
  ids: PublicIds,
  workProvider: number,
  list: string,
  { cursor: _cursor, limit: _limit, ...filters }: { readonly cursor?: string; readonly limit: number },
): CursorScope {
  const sorted = Object.entries(filters).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const digest = hash('sha256', JSON.stringify([list, ...sorted]), 'buffer');
  return { ids, workProvider, chosen: digest.readUIntBE(0, 6) };
}

/** A position in a list as a cursor. The numbers in it are encrypted. */
export function writeCursor({ ids, workProvider, chosen }: CursorScope, position: readonly number[]): string {
  return [chosen, ...position].map((part) => ids.write('cursor', workProvider, part)).join('.');
}

/**
 * The position in a cursor of `length` numbers; undefined without a cursor. Refuses one that was not given to this
 * caller for this list and these filters.
 */
export function readCursor(
  { ids, workProvider, chosen }: CursorScope,
  cursor: string | undefined,
  length: number,
): { readonly tag: 'position'; readonly position: readonly number[] | undefined } | Refusal {
  if (cursor === undefined) return { tag: 'position', position: undefined };
  const at = { param: 'cursor', value: cursor };
  const [scope, ...position] = cursor.split('.').map((part) => ids.read('cursor', workProvider, part));
  if (scope === undefined || position.includes(undefined))
    return refuse('INVALID_DATA', 'cursor must be `next` of an earlier page', at);
  if (scope !== chosen || position.length !== length)
    return refuse('INVALID_DATA', 'cursor is of another list: send the parameters of the page it came with', at);
  return { tag: 'position', position: position as number[] };
}
