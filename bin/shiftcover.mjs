#!/usr/bin/env node
// Plain JavaScript for any Node from 18 on. It runs src/cli.ts with the Node 26 that came with the project.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as module from 'node:module';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const NEEDED_VERSION = 26;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const cli = new URL('../src/cli.ts', import.meta.url);
const ownNode = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
// With a compile cache a command starts in a third of the time.
const compileCache = fileURLToPath(new URL('../node_modules/.cache/node-compile-cache', import.meta.url));

if (Number.parseInt(process.versions.node, 10) >= NEEDED_VERSION) await runHere();
else if (existsSync(ownNode)) runWith(ownNode);
else refuse(`needs Node ${NEEDED_VERSION} or newer, and this is ${process.version}; "npm ci" brings the right one.`);

async function runHere() {
  module.enableCompileCache(compileCache);
  await import(cli.href);
}

function runWith(node) {
  const child = spawn(node, [fileURLToPath(cli), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env },
  });
  const forward = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  child.on('error', (error) => refuse(`cannot run ${node}: ${error.message}`));
  child.on('exit', (code, signal) => {
    for (const each of SIGNALS) process.off(each, forward);
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code ?? 1;
  });
}

function refuse(why) {
  process.stderr.write(`shiftcover: ${why}\n`);
  process.exitCode = 2;
}
