// Opens a cluster in a process of its own and writes the result to stdout as JSON. Closes it when stdin ends.
import { text } from 'node:stream/consumers';
import { openCluster } from '../../src/embedded/open.ts';
import type { Role } from '../../src/embedded/postmaster/owner.ts';

const [dataDir = '', role] = process.argv.slice(2);
const cluster = await openCluster({ dataDir, role: role as Role });
console.log(JSON.stringify(cluster));
await text(process.stdin);
if (cluster.tag === 'open') await cluster.close();
