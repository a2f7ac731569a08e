const [QUOTE, BACKSLASH, COLON, COMMA, BRACKET, BRACE] = Buffer.from('"\\:,[{');

/**
 * Counts the values and the members of a JSON text without parsing it. `values` counts separators, and stops soon after
 * `mostValues`. The counts of a text that is not JSON mean nothing.
 */
export function countInText(text: Buffer, mostValues: number): { readonly values: number; readonly members: number } {
  let values = 0;
  let members = 0;
  let inString = false;
  for (let at = 0; at < text.length && values <= mostValues; at++) {
    const byte = text[at] as number;
    if (byte === QUOTE) inString = !inString;
    else if (inString) {
      if (byte === BACKSLASH) at++;
    } else if (byte === COLON) members++;
    else if (byte === COMMA || byte === BRACKET || byte === BRACE) values++;
  }
  return { values, members };
}

/** Counts the members of all objects in a parsed value: fewer than in its text, when a name was given twice. */
export function countMembers(parsed: unknown): number {
  let members = 0;
  const left = [parsed];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== 'object' || value === null) continue;
    const own = Object.values(value) as unknown[];
    if (!Array.isArray(value)) members += own.length;
    for (const each of own) if (typeof each === 'object') left.push(each);
  }
  return members;
}
