import process from 'node:process';
import type { OutputOptions } from './command.ts';

/** What a command has to say: `text` to people, `json` to machines. */
export type Answer =
  | { readonly tag: 'told'; readonly text: string; readonly json: unknown; readonly exitCode?: typeof REFUSED }
  | Refused;

/** One clear sentence. */
export type Refused = {
  readonly tag: 'refused';
  readonly why: string;
  readonly exitCode: typeof REFUSED | typeof BAD_USE;
};

/** Exit codes: nothing was done, or nothing found; bad arguments or configuration. */
export const REFUSED = 1;
export const BAD_USE = 2;

export function told(text: string, json: unknown): Answer {
  return { tag: 'told', text, json };
}

export function refused(why: string, exitCode: Refused['exitCode'] = REFUSED): Refused {
  return { tag: 'refused', why, exitCode };
}

/** Answers go to standard output, refusals in one line to standard error. */
export function print(answer: Answer, forWhom: OutputOptions): void {
  process.exitCode = answer.exitCode ?? 0;
  if (answer.tag === 'refused') complain(answer.why);
  else process.stdout.write(`${forWhom.json ? asJson(answer.json) : answer.text}\n`);
}

export function complain(why: string): void {
  process.stderr.write(`shiftcover: ${why.trim().replaceAll(/\s*\n\s*/g, ' ')}\n`);
}

/** On one line for a program, spread out for a person who looks. */
function asJson(value: unknown): string {
  return process.stdout.isTTY ? JSON.stringify(value, null, 2) : JSON.stringify(value);
}
