import { editDistance } from '../../core/editDistance.ts';

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
  return name === known || (known.length > 3 * MOST_EDITS && editDistance(name, known) <= MOST_EDITS);
}
