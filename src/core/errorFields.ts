/** The members of a log line about what was thrown: message and code, never a body, a key or a query's values. */
export function errorFields(error: unknown): { error: string; code?: string } {
  if (!(error instanceof Error)) return { error: String(error) };
  return 'code' in error ? { error: error.message, code: String(error.code) } : { error: error.message };
}
