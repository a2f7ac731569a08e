const MOST_NAMES = 100;
const LONGEST_NAME = 40;
const MOST_EDITS = 2;

/**
 * The first of the sent names that most likely stands for a known one, and the known one: the same letters and digits
 * in another case or with other punctuation, or at most two letters more, fewer or other. Undefined when there is none.
 */
export function nearMiss(
  sent: readonly string[],
  known: readonly string[],
): { readonly sent: string; readonly meant: string } | undefined {
  for (const name of sent.slice(0, MOST_NAMES)) {
    if (name.length > LONGEST_NAME) continue;
    const meant = known.find((each) => isNear(lettersOf(name), lettersOf(each)));
    if (meant !== undefined && meant !== name) return { sent: name, meant };
  }
  return undefined;
}

function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Short names must be the same: two edits turn `to` into `at`. */
function isNear(name: string, known: string): boolean {
  return name === known || (known.length > 3 * MOST_EDITS && edits(name, known) <= MOST_EDITS);
}

/** The Levenshtein distance. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const [left = 0, above = 0, corner = 0] = [next[j - 1], row[j], row[j - 1]];
      next.push(Math.min(left + 1, above + 1, corner + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] as number;
}
