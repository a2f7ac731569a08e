/** `1,203 rows of 31 tables`, of the number of rows in each. */
export function rowsText(rows: Readonly<Record<string, number>>): string {
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return `${total.toLocaleString('en-GB')} rows of ${Object.keys(rows).length} tables`;
}
