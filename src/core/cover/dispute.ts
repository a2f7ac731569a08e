/** What a driver says happened instead of what a shift or a gap shows. */
export const CLAIMS = ['at_work', 'not_at_work', 'other_times', 'other'] as const;
/** One of the claims. */
export type Claim = (typeof CLAIMS)[number];

/** The longest note, and the longest answer, in characters. */
export const LONGEST_NOTE = 2_000;
