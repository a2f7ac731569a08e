import { once } from 'node:events';
import process from 'node:process';
import { visibleJson, visibleText } from '../../core/visibleText.ts';
import type { OutputOptions } from './command.ts';
import { forTerminal } from './terminal.ts';

/** The result of a command. */
export type Answer = Succeeded | Streamed | Refused;

/** A list for programs that may not fit into memory: `read` hands over its items, some at a time. */
type Streamed = {
  readonly tag: 'streamed';
  readonly read: (write: (items: readonly unknown[]) => Promise<void>) => Promise<void>;
};

/** `text` is for people, `json` for programs. */
type Succeeded = {
  readonly tag: 'succeeded';
  readonly text: string;
  readonly json: unknown;
  readonly exitCode: 0 | typeof REFUSED;
};

/** `why` is one sentence. */
export type Refused = {
  readonly tag: 'refused';
  readonly why: string;
  readonly exitCode: typeof REFUSED | typeof BAD_USE;
};

/** The exit code when nothing was done or nothing was found. */
export const REFUSED = 1;
/** The exit code for bad arguments or configuration. */
export const BAD_USE = 2;

/** Makes the answer of a command that did what was asked. `exitCode` is for one that found something wrong. */
export function succeed(text: string, json: unknown, exitCode: Succeeded['exitCode'] = 0): Answer {
  return { tag: 'succeeded', text, json, exitCode };
}

/** Makes the answer of a command that lists as much as there is, for `--json`. */
export function stream(read: Streamed['read']): Answer {
  return { tag: 'streamed', read };
}

/** Makes the answer of a command that did not do what was asked. */
export function refuse(why: string, exitCode: Refused['exitCode'] = REFUSED): Refused {
  return { tag: 'refused', why, exitCode };
}

/** Prints an answer to standard output, or a refusal to standard error, and sets the exit code of the process. */
export async function print(answer: Answer, options: OutputOptions): Promise<void> {
  if (answer.tag === 'streamed') return await printList(answer);
  process.exitCode = answer.exitCode;
  if (answer.tag === 'refused') printError(answer.why);
  else process.stdout.write(`${options.json ? asJson(answer.json) : forTerminal(answer.text)}\n`);
}

async function printList({ read }: Streamed): Promise<void> {
  let isFirst = true;
  await write('[');
  await read(async (items) => {
    if (items.length === 0) return;
    await write(`${isFirst ? '' : ','}${items.map(asJson).join(',')}`);
    isFirst = false;
  });
  await write(']\n');
}

/** Waits while the reader of the output is slower. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** Prints one line to standard error: a JSON object `{"error"}` where the answer was asked for in JSON. */
export function printError(why: string): void {
  const error = visibleText(why.trim().replaceAll(/\s*\n\s*/g, ' '));
  process.stderr.write(process.argv.includes('--json') ? `${JSON.stringify({ error })}\n` : `shiftcover: ${error}\n`);
}

/** On one line for a program, indented on a terminal. */
function asJson(value: unknown): string {
  return visibleJson(process.stdout.isTTY ? JSON.stringify(value, null, 2) : JSON.stringify(value));
}
