import { type Refusal, refuse } from '../../core/refusal.ts';
import type { Problem } from './driver.ts';

/** An item of a list and what is wrong with it. `index` counts from 0. */
export type BadItem = { readonly index: number; readonly problem: Problem };

/**
 * The refusal of a list for its bad items, in order; undefined without any. `list`: the path of the list in the body, ''
 * for the body itself. `each`: what an item is called.
 */
export function refuseItems(
  bad: readonly BadItem[],
  { each, list }: { readonly each: string; readonly list: string },
): Refusal | undefined {
  const items = bad.map(({ index, problem: { problem, at } }) => ({
    param: [`${list}[${index}]`, at.param].filter(Boolean).join('.'),
    value: at.value,
    detail: problem,
  }));
  const [first] = items;
  if (first === undefined) return undefined;
  const { param, value, detail } = first;
  const number = (bad[0] as BadItem).index + 1;
  return { ...refuse('INVALID_DATA', `${each} ${number}: ${detail}`, { param, value }), items };
}
