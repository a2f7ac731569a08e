import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { atEnd } from './atEnd.ts';

/** A server process like the one `npm start` runs, on a port of its own. */
export type RunningServer = {
  readonly url: string;
  readonly process: ChildProcess;
  /** What it printed for people until it listened. */
  printed(): string;
  /** Everything it has logged so far. */
  logged(): string;
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>;
  /** Gives it no chance. */
  kill(): Promise<void>;
};

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;

/** Starts src/main.ts (or another copy of it) and waits until it listens. It is killed at the end. */
export async function runServer(env: Record<string, string>, main: string = MAIN): Promise<RunningServer> {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let logged = '';
  child.stderr.on('data', (chunk: Buffer) => (logged += chunk.toString()));
  const gone = once(child, 'exit');
  atEnd(() => end(child, gone, 'SIGKILL'));
  const { url, printed } = await listening(child, () => logged);
  return {
    url,
    printed: () => printed,
    process: child,
    logged: () => logged,
    stop: () => end(child, gone, 'SIGTERM'),
    kill: () => end(child, gone, 'SIGKILL'),
  };
}

async function listening(child: ChildProcess, logged: () => string): Promise<{ url: string; printed: string }> {
  let printed = '';
  if (!child.stdout) throw new Error('the server was started without standard output');
  for await (const line of createInterface({ input: child.stdout })) {
    printed += `${line}\n`;
    const url = /listens on (\S+)/.exec(line)?.[1];
    if (url) {
      child.stdout.resume();
      return { url, printed };
    }
  }
  throw new Error(`the server ended before it listened: ${logged()}`);
}

async function end(child: ChildProcess, gone: Promise<unknown>, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  child.kill(signal);
  await gone;
}
