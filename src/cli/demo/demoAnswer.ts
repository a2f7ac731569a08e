import { coverPeriods, gapsIn } from '../../core/cover/cover.ts';
import type { Mode } from '../../core/mode.ts';
import { shiftPeriod } from '../../core/shift/timeline.ts';
import { SECOND, toRfc3339, toRfc3339OrNull } from '../../core/time/instant.ts';
import { totalLength } from '../../core/time/period.ts';
import type { PublicIds } from '../../store/publicIds.ts';
import { type Answer, succeed } from '../command/answer.ts';
import { inShell, modeOption } from '../command/command.ts';
import { eventJson } from '../output/events.ts';
import { driverIdOf, shiftJson } from '../output/shifts.ts';
import { columns, styled } from '../output/table.ts';
import { type DriversDay, dayChart, LEGEND } from './dayChart.ts';
import { type Day, type DemoRequest, instantOn } from './demoDay.ts';
import type { DemoServer } from './demoServer.ts';

/** What was sent and what came of it. */
type DemoResult = {
  readonly ids: PublicIds;
  readonly mode: Mode;
  readonly workProvider: string;
  /** The URL of the server that was asked for. */
  readonly url: string;
  readonly server: DemoServer;
  readonly key: string;
  readonly day: Day;
  readonly requests: readonly DemoRequest[];
  readonly drivers: readonly DriversDay[];
};

/** Makes the answer of the demo: the requests, the day of each driver, and commands to try next. */
export function demoAnswer(demo: DemoResult): Answer {
  return succeed([...requestLines(demo), ...dayLines(demo), ...nextLines(demo)].join('\n'), demoJson(demo));
}

function requestLines({ url, server, requests }: DemoResult): string[] {
  const where = server.started
    ? `No server for this database answers at ${url}, so this demo ran its own.`
    : `Sent to ${url}.`;
  return [
    where,
    'What came in, each answered 202 once it was stored:',
    '',
    ...columns(requests.map(({ path, story }) => [`  POST ${path}`, story])),
    '',
  ];
}

function dayLines({ workProvider, day, drivers }: DemoResult): string[] {
  const date = day.date.toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  return [
    `${styled('bold', `${workProvider}, ${date}`)}, times in ${day.timeZone}`,
    LEGEND,
    '',
    ...drivers.flatMap((driver) => [dayChart(driver, day), '']),
  ];
}

function nextLines({ ids, mode, workProvider, key, day, drivers, server, url }: DemoResult): string[] {
  const [ana, ben] = drivers as [DriversDay, DriversDay];
  const unlinked = toRfc3339(instantOn(day, '08:00'));
  const evening = toRfc3339(instantOn(day, '18:00'));
  const stray = ana.events.find((event) => event.outcome === 'no_login_before');
  const test = modeOption(mode);
  const body = `{"driverId": "${ana.driverId}", "timestamp": "'$(date -u +%FT%TZ)'"}`;
  return [
    'Try next:',
    ...columns([
      [`  npx shiftcover cover ${ana.customerNumber} --at ${evening}${test}`, 'yes, on a login that came late'],
      [`  npx shiftcover cover ${ben.customerNumber} --at ${unlinked}${test}`, 'no, and why'],
      [`  npx shiftcover shifts ${ben.customerNumber}${test}`, 'all shifts of a customer'],
      [`  npx shiftcover events --provider ${inShell(workProvider)}${test}`, 'what was reported'],
      [
        `  npx shiftcover void ${stray ? ids.write('event', stray.workProvider, stray.id) : 'EVENT_ID'} --reason 'never happened'${test}`,
        'correct it',
      ],
    ]),
    '',
    `And with the demo's key, a login of your own${server.started ? ', once the server runs (npm start)' : ''}:`,
    `  curl ${url}/v1/shift/login -H 'Authorization: ${key}' -d '${body}'`,
  ];
}

function demoJson({ ids, workProvider, server, key, day, drivers }: DemoResult) {
  return {
    workProvider,
    url: server.url,
    startedServer: server.started,
    key,
    day: day.date.toString(),
    timeZone: day.timeZone,
    drivers: drivers.map((driver) => driverJson(driver, ids)),
  };
}

function driverJson(
  { name, driverId, customerNumber, work: { shifts, eligibility }, events }: DriversDay,
  ids: PublicIds,
) {
  const gaps = shifts.flatMap((each) => gapsIn(each, eligibility));
  return {
    name,
    driverId,
    customerNumber,
    shifts: shifts.map(({ lane, shift }) => ({ driverId: driverIdOf(lane), ...shiftJson(shift, Infinity) })),
    gaps: gaps.map(({ period, reason }) => ({
      from: toRfc3339OrNull(period.from),
      to: toRfc3339OrNull(period.to),
      reason,
    })),
    events: events.map((event) => eventJson(event, ids)),
    workedSeconds: totalLength(shifts.map(({ shift }) => shiftPeriod(shift))) / SECOND,
    coveredSeconds: totalLength(coverPeriods(shifts, eligibility)) / SECOND,
  };
}
