import process from 'node:process';
import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

// `npm run simulate -- --seed N --seeds M`: M runs from seed N on, up to the first that fails. It fails again in the same way.
const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, seeds: { type: 'string', default: '1000' } },
});
const first = Number(values.seed);
const begun = performance.now();
let seed = first;
for (; seed < first + Number(values.seeds); seed++) {
  const { wrong } = await simulate(seed);
  if (wrong.length > 0) fail(seed, wrong);
}
const minutes = (performance.now() - begun) / 60_000;
console.log(`${seed - first} seeds, nothing wrong; ${Math.round((seed - first) / minutes)} seeds a minute`);

function fail(failed: number, wrong: readonly string[]): never {
  console.log(`seed ${failed}, after ${failed - first} others:\n${wrong.join('\n')}`);
  console.log(`npm run simulate -- --seed ${failed} --seeds 1`);
  process.exit(1);
}
