import { formatDuration, HOUR, type Instant, MINUTE, type Micros, SECOND } from '../../core/time/instant.ts';
import type { State } from '../../queries/installation/state.ts';
import { setAsideName } from '../../settle/setAside.ts';
import type { PublicIds } from '../../store/publicIds.ts';
import { inShell } from '../command/command.ts';

/** One thing that is wrong. `mend`: the command that mends it, or shows more of it. */
export type Finding = { readonly what: string; readonly mend: string };

const LONGEST_LAG: Micros = MINUTE;
const LONGEST_SILENCE: Micros = 24 * HOUR;
const LONGEST_WITHOUT_BACKUP: Micros = 26 * HOUR;
const MOST_CLOCK_DIFFERENCE: Micros = 2 * SECOND;

/** Everything that is wrong with an installation, the gravest first. `now`: by this machine's clock. */
export function findings(state: State, now: Instant, ids: PublicIds): Finding[] {
  return [
    ...unsafeSettings(state),
    ...setAside(state, ids),
    ...lag(state, now),
    ...clockDifference(state, now),
    ...pausedEndpoints(state, ids),
    ...contested(state),
    ...disputes(state),
    ...manyClaims(state),
    ...jobs(state),
    ...silentFeeds(state, now),
    ...backups(state, now),
  ];
}

const BECAUSE = {
  fsync: 'a power cut loses acknowledged events',
  full_page_writes: 'a power cut can damage tables',
  autovacuum: 'tables grow without end',
};

function unsafeSettings({ settings }: State): Finding[] {
  return Object.entries(BECAUSE)
    .filter(([name]) => settings[name as keyof typeof BECAUSE] === 'off')
    .map(([name, why]) => ({
      what: `PostgreSQL has ${name} off: ${why}`,
      mend: `psql -c 'alter system set ${name} = on' -c 'select pg_reload_conf()'`,
    }));
}

function setAside({ setAside: all }: State, ids: PublicIds): Finding[] {
  const [first] = all;
  if (!first) return [];
  const count = all.length === 1 ? 'One piece of work was' : `${all.length} pieces of work were`;
  const what = `${count} set aside, so some shifts are not up to date; the first is ${setAsideName(first, ids)}: ${first.error}`;
  return [{ what, mend: 'npx shiftcover rebuild' }];
}

function lag({ backlog: { events, since } }: State, now: Instant): Finding[] {
  if (since === null || now - since <= LONGEST_LAG) return [];
  const what = `${events} events wait to be settled, the oldest for ${formatDuration(now - since)}: no server settles, or it cannot keep up`;
  return [{ what, mend: 'npm start' }];
}

function clockDifference(state: State, now: Instant): Finding[] {
  const difference = Math.abs(state.now - now);
  if (difference <= MOST_CLOCK_DIFFERENCE) return [];
  const what = `the clocks of this machine and of PostgreSQL differ by ${formatDuration(difference)}`;
  return [{ what, mend: 'timedatectl set-ntp true' }];
}

const PAUSED_BECAUSE = { by_hand: 'by hand', failing: 'because deliveries failed', gone: 'because it answered 410' };

function pausedEndpoints({ endpoints }: State, ids: PublicIds): Finding[] {
  return endpoints.flatMap(({ workProvider, id, pausedBecause }) => {
    if (pausedBecause === null) return [];
    const endpoint = ids.write('endpoint', workProvider, id);
    const what = `endpoint ${endpoint} is paused ${PAUSED_BECAUSE[pausedBecause]}; its notices are held`;
    return [{ what, mend: `npx shiftcover endpoint resume ${endpoint}` }];
  });
}

function contested({ contested: count }: State): Finding[] {
  if (count === 0) return [];
  const what = `${count === 1 ? 'one driver ID is' : `${count} driver IDs are`} said to be theirs by two customers`;
  return [{ what, mend: 'npx shiftcover link contested' }];
}

function disputes({ openDisputes: count }: State): Finding[] {
  if (count === 0) return [];
  const what = `${count === 1 ? 'one dispute of a driver has' : `${count} disputes of drivers have`} no answer`;
  return [{ what, mend: 'npx shiftcover dispute list' }];
}

function manyClaims({ manyClaims: all }: State): Finding[] {
  return all.map((each) => {
    const what = `claimed ${each.claims} driver IDs without proof within a day`;
    return each.tag === 'customer'
      ? {
          what: `customer ${each.customerNumber} ${what}`,
          mend: `npx shiftcover audit --customer ${each.customerNumber}`,
        }
      : {
          what: `the address ${each.address}${each.address.includes('.') ? '' : ', with its neighbours,'} ${what}`,
          mend: `npx shiftcover audit --address ${inShell(each.address)}`,
        };
  });
}

function jobs({ failedJobs }: State): Finding[] {
  if (failedJobs === 0) return [];
  const what = `${failedJobs} jobs failed for good (mails, web hooks); the log of the server says why`;
  return [{ what, mend: 'npx shiftcover endpoint list' }];
}

function silentFeeds({ feeds }: State, now: Instant): Finding[] {
  return feeds
    .filter(({ lastReceivedAt }) => now - lastReceivedAt > LONGEST_SILENCE)
    .map(({ name, lastReceivedAt }) => ({
      what: `${name} has reported nothing for ${formatDuration(now - lastReceivedAt)}`,
      mend: `npx shiftcover events --provider ${inShell(name)} --limit 5`,
    }));
}

function backups({ lastBackupAt, lastEvent }: State, now: Instant): Finding[] {
  if (lastEvent === null || (lastBackupAt !== null && now - lastBackupAt <= LONGEST_WITHOUT_BACKUP)) return [];
  const since =
    lastBackupAt === null ? 'no backup was ever made' : `the last backup is ${formatDuration(now - lastBackupAt)} old`;
  return [{ what: `${since} by the command backup`, mend: 'npx shiftcover backup FILE' }];
}
