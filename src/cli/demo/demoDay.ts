import { fromTemporal, type Instant } from '../../core/time/instant.ts';

/** A date in a time zone. */
export type Day = { readonly date: Temporal.PlainDate; readonly timeZone: string };

/** The instant of a wall-clock time such as `08:00` on a day. */
export function instantOn({ date, timeZone }: Day, time: Temporal.PlainTimeLike | string): Instant {
  return fromTemporal(date.toZonedDateTime({ timeZone, plainTime: time }).toInstant());
}

/** The two drivers of a demo. */
export type Drivers = { readonly ana: Driver; readonly ben: Driver };
export type Driver = { readonly name: string; readonly email: string; readonly driverId: string };

/** One request of the day, and the reason for it in words. */
export type DemoRequest = { readonly path: string; readonly body: unknown; readonly story: string };

/** The wall-clock time from which each link holds. */
export const LINKED_FROM = { ana: '00:00', ben: '09:00' } as const;

/** Drivers with emails and driver IDs of their own, so that a demo can be run many times. */
export function makeDrivers(suffix: string): Drivers {
  return {
    ana: { name: 'Ana Silva', email: `ana.${suffix}@example.com`, driverId: `ana-${suffix}` },
    ben: { name: 'Ben Okoro', email: `ben.${suffix}@example.com`, driverId: `ben-${suffix}` },
  };
}

/**
 * The requests of a day: repeated, out of order, and without some logouts. Timestamps are local times without an
 * offset, as Python's isoformat() writes them.
 */
export function messyDay({ ana, ben }: Drivers, anasNumber: string, { date }: Day): DemoRequest[] {
  const byDriver = ({ driverId }: Driver, time: string) => ({ driverId, timestamp: `${date.toString()}T${time}:00` });
  const byNumber = (policyId: string, time: string) => ({ policyId, timestamp: `${date.toString()}T${time}:00` });
  return [
    { path: 'shift/login', body: byDriver(ana, '08:00'), story: 'Ana logs in at 08:00' },
    {
      path: 'shift/login',
      body: byDriver(ana, '08:00'),
      story: 'once more, the first answer got lost on the way: it counts once',
    },
    { path: 'shift/login', body: byDriver(ana, '11:10'), story: 'her phone restarts at 11:10 and logs in again' },
    { path: 'shift/logout', body: byNumber(anasNumber, '12:30'), story: 'off at 12:30, this time by customer number' },
    {
      path: 'shift/logout',
      body: byDriver(ana, '20:45'),
      story: 'her evening logout overtakes the login it belongs to',
    },
    {
      path: 'batch/login',
      body: [byDriver(ben, '06:40'), byDriver(ana, '17:00'), byDriver(ben, '22:05')],
      story: 'the login of 17:00 follows; Ben logged in at 06:40 and at 22:05',
    },
    {
      path: 'batch/logout',
      body: [byDriver(ana, '21:20'), byDriver(ben, '23:15')],
      story: 'a logout of Ana without a login, and the only one Ben thought of',
    },
  ];
}
