// Opens a cluster in a process of its own and says so on stdout; closes it when stdin ends.
import { text } from 'node:stream/consumers';
import { openCluster } from '../../src/embedded/open.ts';
import type { Role } from '../../src/embedded/postmaster/owner.ts';

const [dataDir = '', role] = process.argv.slice(2);
const said: string[] = [];
const cluster = await openCluster({ dataDir, role: role as Role, say: (line) => said.push(line) });
console.log(JSON.stringify({ ...cluster, said }));
await text(process.stdin);
if (cluster.tag === 'open') await cluster.close();
