import { addLink } from '../../src/store/customer/links.ts';
import { bodyExample, type Operation } from './document.ts';
import { getJson, type Json, settleEvents } from './reading.ts';
import { reporting } from './reporting.ts';
import type { Service } from './service.ts';

/** The values of path parameters, by the path that they are for. */
type Things = Readonly<Record<string, Readonly<Record<string, string>>>>;

const A_MINUTE_AGO = new Date(Date.now() - 60_000).toISOString();
const NOW = new Date().toISOString();

/** A valid body: the example of the document, or one with a recent time where that is required. */
export function validBody(operation: Operation): Json {
  switch (operation.id) {
    case 'beginShift':
      return { user: { driverId: 'D3' }, startTime: A_MINUTE_AGO, endTime: NOW };
    case 'endShift':
      return { endTime: NOW };
    default:
      return bodyExample(operation);
  }
}

/** Queries without which an endpoint does not give each of its answers. */
export function queriesFor({ id }: Operation): string[] {
  switch (id) {
    case 'getDriverStatus':
      return ['driverId=D1', 'driverId=NOBODY'];
    case 'validateCustomerNumber':
      return ['email=else%40example.com'];
    case 'addTestWorkProvider':
      return ['timeZone=Nowhere'];
    default:
      return [];
  }
}

/** Makes one of each thing that an endpoint has in its path, and returns their ids. */
export async function makeOneOfEach(service: Service): Promise<Things> {
  const report = await reporting(service.database.pool, service.provider.name);
  await report('login D1 2026-03-01T08:00:00Z', 'logout D1 2026-03-01T12:30:00Z');
  await service.database.pool.query(
    "insert into customer (number, email) values ('ABC12', 'driver@example.com') on conflict do nothing",
  );
  const link = { workProvider: service.provider.id, driverId: 'D1', customerNumber: 'ABC12', from: 0 };
  await addLink(service.database.pool, link);
  await settleEvents(service.database);
  const [event] = (await getJson(service, '/v1/events')).items;
  const [shift] = (await getJson(service, '/v1/shifts')).items;
  const begun = await send(service, 'POST', '/v2/shift', { user: { driverId: 'D2' }, startTime: A_MINUTE_AGO });
  return {
    '/v2/shift/{id}': { id: begun.id },
    '/v1/validate/customer-number/{policyId}': { policyId: 'ABC12' },
    '/v1/events/{id}': { id: event.id },
    '/v1/shifts/{id}': { id: shift.id },
    '/v1/requests/{id}': { id: event.receipt },
    ...(await makeEndpoint(service)),
  };
}

/** Makes a paused endpoint and a delivery to it, and returns their ids. */
export async function makePausedEndpoint(service: Service): Promise<Things> {
  const things = await makeEndpoint(service);
  await send(service, 'PATCH', `/v1/endpoints/${things['/v1/endpoints/{id}']?.['id']}`, { paused: true });
  return things;
}

async function makeEndpoint(service: Service): Promise<Things> {
  const endpoint = await send(service, 'POST', '/v1/endpoints', { url: 'https://hooks.example.com/cover' });
  const delivery = await send(service, 'POST', `/v1/endpoints/${endpoint.id}/test`, undefined);
  return { '/v1/endpoints/{id}': { id: endpoint.id }, '/v1/deliveries/{id}': { id: delivery.deliveryId } };
}

/** The values for a path: those of the longest path in `things` that it begins with. */
export function valuesFor(path: string, things: Things): Readonly<Record<string, string>> {
  const known = Object.keys(things).filter((beginning) => path.startsWith(beginning));
  const longest = known.toSorted((a, b) => b.length - a.length)[0];
  return longest === undefined ? {} : (things[longest] as Record<string, string>);
}

async function send(service: Service, method: string, path: string, body: unknown): Promise<Json> {
  const answer = await service.ask({ method, path, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.body}`);
  return answer.body === '' ? undefined : JSON.parse(answer.body);
}
