import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { makeWebHookSecret } from '../../src/store/secrets.ts';
import { signedHeaders } from '../../src/webhooks/sign.ts';
import { atEnd } from '../support/atEnd.ts';
import { python, skip } from '../support/pythonClient.ts';
import { startService } from '../support/service.ts';
import { theLog } from '../support/theLog.ts';

test('the Python client reports, sets refused reports apart, and reads back', { skip }, async () => {
  const service = await startService();
  const program = `
import datetime, sys
from shiftcover import Client, NotStored, Refused
client = Client(sys.argv[1], sys.argv[2])
at = lambda hour: datetime.datetime(2026, 3, 1, hour, tzinfo=datetime.timezone.utc)
good = [{'kind': 'login', 'driverId': 'PY', 'at': at(8)}, {'kind': 'logout', 'driverId': 'PY', 'at': '2026-03-01T12:00:00Z'}]
bad = {'kind': 'login', 'driverId': '', 'at': at(9)}
worse = {'kind': 'login', 'driverId': 'PY', 'at': '1999-03-01T12:00:00Z'}
receipts, refused = client.report([good[0], bad, worse, good[1]])
print(len(receipts), [(report in (bad, worse), reason.param) for report, reason in refused])
print([event['kind'] for event in client.events(driverId='PY', order='oldest', limit=1)])
print([each['known'] for each in client.preview([good[1], good[0]])])
print(client.reconcile(at(0), at(23), [{'driverId': 'PY', 'logins': [at(8)], 'logouts': [at(12)]}])['agreeing'])
print(client.request(receipts[0])['result'], client.validate_customer_number('NOBODY'), client.health_report()['looked'])
client.complete(at(13))
try:
    Client(sys.argv[1], 'nobody').login('PY', at(8))
except NotStored as error:
    print(error.__cause__.code, len(error.reports))
`;
  assert.equal(
    await python(program, service.url, service.provider.key),
    [
      "2 [(True, '[1].driverId'), (True, '[2].timestamp')]",
      "['login', 'logout']",
      '[True, True]',
      '2',
      'stored INVALID_CUSTOMER 2',
      'INVALID_KEY 1\n',
    ].join('\n'),
  );
  assert.equal((await theLog(service.database.pool)).length, 2);
});

test('the Python client tells what is unknown from what is refused, whatever stands between', { skip }, async () => {
  const HTML = '<h1>Bad gateway</h1>';
  const answers: Readonly<Record<string, (number | string)[]>> = {
    retried: [503, 'hang up', 502, 202],
    page: [200],
    redirect: [302],
    large: [413, 202, 202],
    silent: ['silence', 'silence'],
  };
  const asked: Record<string, number> = {};
  const server = createServer((request, response) => {
    const [, name = ''] = (request.url ?? '').split('/');
    asked[name] = (asked[name] ?? 0) + 1;
    const answer = answers[name]?.shift() ?? 500;
    if (answer === 'hang up') return request.socket.destroy();
    if (answer === 'silence') return undefined;
    response.setHeader('Request-Id', name);
    return response.writeHead(answer as number).end(answer === 202 ? '{"status":"PENDING"}' : HTML);
  }).listen(0, '127.0.0.1');
  atEnd(() => server.close().closeAllConnections());
  await once(server, 'listening');
  const program = `
import sys
from shiftcover import Client, NotStored
logins = [{'kind': 'login', 'driverId': str(n), 'at': '2026-03-01T08:00:00Z'} for n in range(2)]
for name, patience in [('retried', 30), ('page', 30), ('redirect', 30), ('large', 30), ('silent', 0.3)]:
    try:
        print(name, Client(sys.argv[1] + '/' + name, 'k', patience).report(logins))
    except NotStored as error:
        print(name, type(error.__cause__).__name__, getattr(error.__cause__, 'code', ''), error.reports == logins)
for url, key in [('cover.example.com', 'k'), ('https://a.example', ''), ('https://a.example', 'live_…'), ('ftp://a.b', 'k')]:
    try:
        Client(url, key)
    except ValueError:
        print('refused')
`;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  assert.equal(
    await python(program, url),
    [
      "retried (['retried'], [])",
      'page Refused UNEXPECTED True',
      'redirect Refused UNEXPECTED True',
      "large (['large', 'large'], [])",
      'silent Unreachable  True',
      'refused\nrefused\nrefused\nrefused\n',
    ].join('\n'),
  );
  assert.deepEqual([asked['retried'], asked['page'], asked['large']], [4, 1, 3]);
});

test('the Python client takes genuine web hooks only, and echoes a challenge', { skip }, async () => {
  const secret = makeWebHookSecret();
  const body = JSON.stringify({ type: 'endpoint.challenge', data: { endpointId: 'end_1', challenge: 'abc' } });
  const headers = JSON.stringify(signedHeaders('chl_1', new Date(), body, [secret]));
  const program = `
import json, sys
from shiftcover import challenge_answer, verify_webhook
body, headers = sys.argv[2].encode(), json.loads(sys.argv[3])
print(verify_webhook(body, headers, sys.argv[1]), verify_webhook(body + b' ', headers, sys.argv[1]))
print(challenge_answer(body), challenge_answer(b'{"type": "endpoint.tested", "data": {}}'))
`;
  assert.equal(await python(program, secret, body, headers), 'True False\n{"challenge": "abc"} None\n');
});
