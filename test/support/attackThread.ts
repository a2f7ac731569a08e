import { parentPort, workerData } from 'node:worker_threads';
import { ATTACKS, runAttack, type Target } from './attacks.ts';

// A thread that attacks for some time, so that the clients of live logins are not slowed down by their attacker.
const { index, target, ms, short } = workerData as { index: number; target: Target; ms: number; short: boolean };
const end = performance.now() + ms;
const attack = ATTACKS[index];
if (!attack) throw new Error(`there is no attack ${index}`);
const isOver = () => performance.now() > end;
parentPort?.postMessage([...(await runAttack(attack, target, { isOver, short }))], []);
