/** What it is counted under, however it is typed. */
export function emailKey(email: string): string {
  return email.toLowerCase();
}
