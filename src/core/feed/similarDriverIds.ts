/** A driver ID that was reported and is linked to nobody, and one that is linked and looks the same. */
export type SimilarDriverIds = { readonly reported: string; readonly linked: string };

/**
 * Finds reported driver IDs that differ from a linked one only by blanks, letter case, leading zeros or Unicode form.
 * They are suggestions: two such driver IDs may be two drivers. `reported`: those linked to nobody.
 */
export function similarDriverIds(reported: Iterable<string>, linked: Iterable<string>): SimilarDriverIds[] {
  const byForm = new Map<string, string>();
  for (const id of linked) byForm.set(plainForm(id), id);
  return [...new Set(reported)].flatMap((id) => {
    const similar = byForm.get(plainForm(id));
    return similar === undefined || similar === id ? [] : [{ reported: id, linked: similar }];
  });
}

function plainForm(id: string): string {
  const letters = id
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll(/[\s\p{Cf}]/gu, '');
  return letters.replace(/^0+(?=.)/u, '');
}
