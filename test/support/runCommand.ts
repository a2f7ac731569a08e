import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Json } from './reading.ts';

const BIN = fileURLToPath(new URL('../../bin/shiftcover.mjs', import.meta.url));

/** What came of a command. */
export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

type How = { readonly node?: string; readonly cwd?: string; readonly interrupt?: AbortSignal | undefined };

/** Runs bin/shiftcover.mjs as a process of its own, on the database of `env`, and waits until it has ended. `interrupt` is Ctrl-C. */
export async function runCommand(
  env: Record<string, string>,
  args: readonly string[],
  { node = process.execPath, cwd = process.cwd(), interrupt }: How = {},
): Promise<Ran> {
  const child = spawn(node, [BIN, ...args], {
    env: { ...process.env, ...env },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  interrupt?.addEventListener('abort', () => child.kill('SIGINT'));
  const ended = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number | null];
  return { code, stdout, stderr };
}

/** The commands of one operator at one database. */
export function operatorOf(databaseUrl: string) {
  const env = { DATABASE_URL: databaseUrl, PORT: '1', NO_COLOR: '1' };
  const run = (...args: string[]) => runCommand(env, args);
  return {
    run,
    /** What it tells people; throws when it does not end well. */
    tell: async (...args: string[]): Promise<string> => accepted(args, await run(...args)).stdout,
    /** What it tells machines. */
    json: async (...args: string[]): Promise<Json> => readJson(args, await run(...args, '--json')),
    /** The one line with which it refuses, and its exit code. */
    refused: async (...args: string[]): Promise<readonly [number | null, string]> => refusal(args, await run(...args)),
  };
}

function readJson(args: readonly string[], ran: Ran): Json {
  return JSON.parse(accepted(args, ran).stdout);
}

function accepted(args: readonly string[], ran: Ran): Ran {
  if (ran.code !== 0) throw new Error(`shiftcover ${args.join(' ')} ended with ${ran.code}: ${ran.stderr}`);
  return ran;
}

function refusal(args: readonly string[], { code, stdout, stderr }: Ran): readonly [number | null, string] {
  const said = /^shiftcover: (.*)\n$/.exec(stderr)?.[1];
  if (code === 0 || stdout !== '' || said === undefined) {
    throw new Error(`shiftcover ${args.join(' ')} did not refuse: ${stdout}${stderr}`);
  }
  return [code, said];
}
