import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { createInterface } from 'node:readline';

export type BenchServer = {
  readonly url: string;
  readonly pid: number;
  /** The peak of its resident memory so far (VmHWM); NaN without /proc. */
  peakMemoryMiB(): Promise<number>;
  stop(): Promise<void>;
};

/**
 * Runs a server in a process of its own, with the flags of `npm start`; its logs go to /dev/null. It is stopped when this
 * process exits, so that a failed run leaves no servers behind. Throws if the server exits before it listens.
 */
export async function startServer(main: string, env: Record<string, string>): Promise<BenchServer> {
  const child = spawn(process.execPath, [...(await startFlags()), main], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit');
  process.once('exit', () => child.kill('SIGTERM'));
  return {
    url: await listening(createInterface(child.stdout), exited),
    pid: child.pid as number,
    peakMemoryMiB: () => peakMemoryMiB(child.pid),
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function startFlags(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

async function listening(lines: AsyncIterable<string>, exited: Promise<unknown>): Promise<string> {
  const found = (async () => {
    for await (const line of lines) {
      const url = /listens on (\S+)/.exec(line)?.[1];
      if (url) return url;
    }
    return undefined;
  })();
  const url = await Promise.race([found, exited.then(() => undefined)]);
  if (url === undefined) throw new Error('a server exited before it listened');
  return url;
}

async function peakMemoryMiB(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}
