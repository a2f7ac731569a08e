/** Makes a function whose answer is shared by all that call while it is sought, and for `milliseconds` afterwards. */
export function sharedFor<T>(milliseconds: number, ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let validUntilMs = 0;
  return () => {
    if (answer === undefined || performance.now() > validUntilMs) {
      validUntilMs = Infinity;
      answer = ask().finally(() => {
        validUntilMs = performance.now() + milliseconds;
      });
    }
    return answer;
  };
}
