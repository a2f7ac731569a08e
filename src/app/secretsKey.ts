import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { type SealingKey, sealingKeyOf, useSealingKeys } from '../store/seal.ts';

type Keys = Pick<Config, 'secretsKeys' | 'dataDir'>;

/**
 * Has this process seal secrets with the keys of SECRETS_KEY; without it with those of a file beside the data, which only
 * its owner may read, and which is made where it is missing.
 */
export function openSealingKeys(config: Keys): void {
  useSealingKeys(() => loadKeys(config));
}

function loadKeys({ secretsKeys, dataDir }: Keys): SealingKey[] {
  const texts = secretsKeys.length > 0 ? secretsKeys : linesOf(dataDir);
  return texts.map(sealingKeyOf);
}

function linesOf(dataDir: string): string[] {
  try {
    return readFileSync(fileIn(dataDir), 'utf8').split('\n').filter(Boolean);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    mkdirSync(dataDir, { recursive: true });
    makeFile(fileIn(dataDir));
    flushFolder(dataDir);
    return linesOf(dataDir);
  }
}

/** Makes a new key the first one in the file, unless SECRETS_KEY has the keys. */
export function addKeyToFile(config: Keys): void {
  const { secretsKeys, dataDir } = config;
  if (secretsKeys.length > 0) return;
  renameSync(writeBeside(fileIn(dataDir), [newKey(), ...linesOf(dataDir)]), fileIn(dataDir));
  flushFolder(dataDir);
  openSealingKeys(config);
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'secrets.key');
}

function newKey(): string {
  return randomBytes(32).toString('base64');
}

/** Of two processes that make it at once, the first one makes it. */
function makeFile(file: string): void {
  const beside = writeBeside(file, [newKey()]);
  try {
    linkSync(beside, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(beside);
  }
}

/** So that a loss of power does not take back the name of a key that secrets are sealed with by then. */
function flushFolder(folder: string): void {
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

/** So that the file is whole at any moment. */
function writeBeside(file: string, keys: readonly string[]): string {
  const beside = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(beside, `${keys.join('\n')}\n`, { mode: 0o600, flush: true });
  return beside;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
