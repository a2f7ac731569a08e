import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { atEnd } from './atEnd.ts';
import type { Json } from './reading.ts';

const BIN = fileURLToPath(new URL('../../bin/shiftcover.mjs', import.meta.url));

/** The exit code of a command, and what it printed. */
export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

type RunOptions = {
  readonly node?: string;
  readonly cwd?: string;
  /** Sends the signal of Ctrl-C. */
  readonly interrupt?: AbortSignal;
  /** What it reads from standard input. */
  readonly input?: string;
};

/**
 * Runs a command with these variables, and waits until it ends: with options bin/shiftcover.mjs, else in a process that
 * other commands have run in before, so that they need not be loaded again.
 */
export async function runCommand(
  env: Record<string, string>,
  args: readonly string[],
  options?: RunOptions,
): Promise<Ran> {
  return options ? await runProgram(env, args, options) : await runInHost(env, args);
}

async function runProgram(
  env: Record<string, string>,
  args: readonly string[],
  { node = process.execPath, cwd = process.cwd(), interrupt, input = '' }: RunOptions,
): Promise<Ran> {
  const child = spawn(node, [BIN, ...args], {
    env: { ...process.env, ...env },
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {}).end(input);
  atEnd(() => child.kill('SIGKILL'));
  interrupt?.addEventListener('abort', () => child.kill('SIGINT'));
  const ended = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number | null];
  return { code, stdout, stderr };
}

const HOST = fileURLToPath(new URL('commandHost.ts', import.meta.url));
/** So many commands run at once, so that tests can let them meet. */
const MOST_HOSTS = 3;
const hosts: ChildProcess[] = [];
const idle: ChildProcess[] = [];
const waiting: ((host: ChildProcess) => void)[] = [];
atEnd(() => hosts.forEach((host) => (idle.includes(host) ? host.disconnect() : host.kill('SIGKILL'))));

async function runInHost(env: Record<string, string>, args: readonly string[]): Promise<Ran> {
  const host = idle.pop() ?? (await anotherHost());
  host.send({ args, env });
  const [ran] = (await once(host, 'message')) as [Ran];
  const next = waiting.shift();
  if (next) next(host);
  else idle.push(host);
  return ran;
}

async function anotherHost(): Promise<ChildProcess> {
  if (hosts.length === MOST_HOSTS) return await new Promise((resolve) => waiting.push(resolve));
  const host = fork(HOST, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  hosts.push(host);
  return host;
}

/** Runs commands on one database, each as in a process of its own. `more`: further variables of their environment. */
export function operatorOf(databaseUrl: string, more: Record<string, string> = {}) {
  const env = { DATABASE_URL: databaseUrl, PORT: '1', NO_COLOR: '1', ...more };
  const run = (...args: string[]) => runCommand(env, args);
  return {
    run,
    /** The output for people; throws unless the exit code is 0. */
    text: async (...args: string[]): Promise<string> => accepted(args, await run(...args)).stdout,
    /** The output for programs; throws unless the exit code is 0. */
    json: async (...args: string[]): Promise<Json> => readJson(args, await run(...args, '--json')),
    /** The exit code of a refusal, and its one line; throws for any other output. */
    refused: async (...args: string[]): Promise<readonly [number | null, string]> =>
      refusalOf(args, await run(...args)),
  };
}

function readJson(args: readonly string[], ran: Ran): Json {
  return JSON.parse(accepted(args, ran).stdout);
}

function accepted(args: readonly string[], ran: Ran): Ran {
  if (ran.code !== 0) throw new Error(`shiftcover ${args.join(' ')} ended with ${ran.code}: ${ran.stderr}`);
  return ran;
}

function refusalOf(args: readonly string[], { code, stdout, stderr }: Ran): readonly [number | null, string] {
  const why = /^shiftcover: (.*)\n$/.exec(stderr)?.[1];
  if (code === 0 || stdout !== '' || why === undefined) {
    throw new Error(`shiftcover ${args.join(' ')} did not refuse: ${stdout}${stderr}`);
  }
  return [code, why];
}
