import { mapInSteps, type Steps } from '../steps.ts';

/** A driver ID that was reported and is linked to nobody, and one that is linked and looks the same. */
export type SimilarDriverIds = { readonly reported: string; readonly linked: string };

/**
 * Finds reported driver IDs that differ from a linked one only by blanks, letter case, leading zeros or Unicode form.
 * They are suggestions: two such driver IDs may be two drivers. `reported`: those linked to nobody.
 */
export function* similarDriverIds(reported: Iterable<string>, linked: readonly string[]): Steps<SimilarDriverIds[]> {
  const byForm = new Map<string, string>(yield* mapInSteps(linked, (id) => [plainForm(id), id] as const));
  const similar = yield* mapInSteps([...new Set(reported)], (id) => ({
    reported: id,
    linked: byForm.get(plainForm(id)) ?? id,
  }));
  return similar.filter((each) => each.linked !== each.reported);
}

function plainForm(id: string): string {
  const letters = id
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll(/[\s\p{Cf}]/gu, '');
  return letters.replace(/^0+(?=.)/u, '');
}
