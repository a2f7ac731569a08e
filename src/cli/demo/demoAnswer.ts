import { coverPeriods, gapsIn } from '../../core/cover/cover.ts';
import type { Mode } from '../../core/mode.ts';
import { shiftPeriod } from '../../core/shift/timeline.ts';
import { fromTemporal, SECOND, toRfc3339 } from '../../core/time/instant.ts';
import { totalLength } from '../../core/time/period.ts';
import { type Day, type DriversDay, dayChart, LEGEND } from '../customer/dayChart.ts';
import { driverIdOf, shiftJson } from '../customer/shiftJson.ts';
import { type Answer, told } from '../frame/answer.ts';
import { inShell, staying } from '../frame/command.ts';
import { columns, styled } from '../frame/table.ts';
import { orNull } from '../frame/times.ts';
import { eventJson } from '../log/events.ts';
import type { Sending } from './demoDay.ts';
import type { DemoServer } from './demoServer.ts';

export type DemoTold = {
  readonly mode: Mode;
  readonly workProvider: string;
  /** Where a server was looked for. */
  readonly asked: string;
  readonly server: DemoServer;
  readonly key: string;
  readonly day: Day;
  readonly sendings: readonly Sending[];
  readonly drivers: readonly DriversDay[];
};

/** What the demo has to show, to people and to machines. */
export function demoAnswer(demo: DemoTold): Answer {
  return told([...sent(demo), ...timeline(demo), ...next(demo)].join('\n'), asJson(demo));
}

function sent({ asked, server, sendings }: DemoTold): string[] {
  const where = server.ours
    ? `No server for this database answers at ${asked}, so this demo ran its own.`
    : `Sent to ${asked}.`;
  return [
    where,
    'What came in, each answered 202 once it was stored:',
    '',
    ...columns(sendings.map(({ path, story }) => [`  POST ${path}`, story])),
    '',
  ];
}

function timeline({ workProvider, day, drivers }: DemoTold): string[] {
  const date = day.date.toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  return [
    `${styled('bold', `${workProvider}, ${date}`)}, times in ${day.timeZone}`,
    LEGEND,
    '',
    ...drivers.flatMap((driver) => [dayChart(driver, day), '']),
  ];
}

function next({ mode, workProvider, key, day, drivers, server, asked }: DemoTold): string[] {
  const [ana, ben] = drivers as [DriversDay, DriversDay];
  const unlinked = toRfc3339(
    fromTemporal(day.date.toZonedDateTime({ timeZone: day.timeZone, plainTime: '08:00' }).toInstant()),
  );
  const evening = toRfc3339(
    fromTemporal(day.date.toZonedDateTime({ timeZone: day.timeZone, plainTime: '18:00' }).toInstant()),
  );
  const stray = ana.events.find((event) => event.outcome === 'no_login_before');
  return [
    'Try next:',
    ...columns([
      [
        `  npx shiftcover cover ${ana.customerNumber} --at ${evening}${staying(mode)}`,
        'yes, on a login that came late',
      ],
      [`  npx shiftcover cover ${ben.customerNumber} --at ${unlinked}${staying(mode)}`, 'no, and why'],
      [`  npx shiftcover shifts ${ben.customerNumber}${staying(mode)}`, 'all shifts of a customer'],
      [`  npx shiftcover events --provider ${inShell(workProvider)}${staying(mode)}`, 'what was reported'],
      [`  npx shiftcover void ${stray?.id ?? 'EVENT_ID'} --reason 'never happened'${staying(mode)}`, 'correct it'],
    ]),
    '',
    `And with the demo's key, a login of your own${server.ours ? ', once the server runs (npm start)' : ''}:`,
    `  curl ${asked}/v1/shift/login -H 'Authorization: ${key}' -d '{"driverId": "${ana.driverId}", "timestamp": "'$(date -u +%FT%TZ)'"}'`,
  ];
}

function asJson({ workProvider, server, key, day, drivers }: DemoTold) {
  return {
    workProvider,
    url: server.url,
    startedServer: server.ours,
    key,
    day: day.date.toString(),
    timeZone: day.timeZone,
    drivers: drivers.map(driverJson),
  };
}

function driverJson({ name, driverId, customerNumber, told: { shifts, eligibility }, events }: DriversDay) {
  const gaps = shifts.flatMap((work) => gapsIn(work, eligibility));
  return {
    name,
    driverId,
    customerNumber,
    shifts: shifts.map(({ lane, shift }) => ({ driverId: driverIdOf(lane), ...shiftJson(shift, Infinity) })),
    gaps: gaps.map(({ period, reason }) => ({ from: orNull(period.from), to: orNull(period.to), reason })),
    events: events.map(eventJson),
    workedSeconds: totalLength(shifts.map(({ shift }) => shiftPeriod(shift))) / SECOND,
    coveredSeconds: totalLength(coverPeriods(shifts, eligibility)) / SECOND,
  };
}
