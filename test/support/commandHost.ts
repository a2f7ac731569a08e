import process from 'node:process';
import type { Ran } from './runCommand.ts';

/*
 * Runs src/cli.ts again and again in one process: most of what a command takes is loading. Each run has the arguments, the
 * environment, the output and the exit code of a process of its own, and no terminal.
 */

export type Asked = { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> };

const CLI = new URL('../../src/cli.ts', import.meta.url).href;
const environment = { ...process.env };
let runs = 0;

process.on('message', (asked: Asked) => void run(asked).then((ran) => process.send?.(ran)));

async function run({ args, env }: Asked): Promise<Ran> {
  process.argv = [process.execPath, CLI, ...args];
  process.env = { ...environment, ...env };
  process.exitCode = 0;
  const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
  try {
    runs += 1;
    await import(`${CLI}?${runs}`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
  process.stdout.removeAllListeners('error');
  return { code: exitCode(), stdout: stdout(), stderr: stderr() };
}

function exitCode(): number {
  return Number(process.exitCode);
}

/** Keeps what is written from now on, and returns a function that returns it. */
function capture(stream: NodeJS.WriteStream): () => string {
  let text = '';
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const done = rest.at(-1);
    if (typeof done === 'function') done();
    return true;
  };
  return () => text;
}
