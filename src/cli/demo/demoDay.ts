/** Two drivers of a demo, as their work provider and their insurer call them. */
export type Cast = { readonly ana: Driver; readonly ben: Driver };
export type Driver = { readonly name: string; readonly email: string; readonly driverId: string };

/** One request of the day, and what lies behind it. */
export type Sending = { readonly path: string; readonly body: unknown; readonly story: string };

/** When each link begins to hold, by the clock on the wall. */
export const LINKED_FROM = { ana: '00:00', ben: '09:00' } as const;

/** New people each time, so that a demo can be run as often as one likes. */
export function cast(suffix: string): Cast {
  return {
    ana: { name: 'Ana Silva', email: `ana.${suffix}@example.com`, driverId: `ana-${suffix}` },
    ben: { name: 'Ben Okoro', email: `ben.${suffix}@example.com`, driverId: `ben-${suffix}` },
  };
}

/** A day as it comes in: repeated, overtaken, half forgotten. Timestamps are local, as Python's isoformat() writes them. */
export function messyDay({ ana, ben }: Cast, anasNumber: string, day: string): Sending[] {
  const byDriver = ({ driverId }: Driver, time: string) => ({ driverId, timestamp: `${day}T${time}:00` });
  const byNumber = (policyId: string, time: string) => ({ policyId, timestamp: `${day}T${time}:00` });
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
