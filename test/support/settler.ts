import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { openLog } from '../../src/log.ts';
import { startSettling } from '../../src/settle/loop.ts';
import { openDatabase } from '../../src/store/postgres/database.ts';
import { publicIds } from '../../src/store/publicIds.ts';

/** Settles the database of its argument until it is killed. */
startSettling(openDatabase(process.argv[2] as string).pool, publicIds(randomBytes(32)), openLog('error'));
