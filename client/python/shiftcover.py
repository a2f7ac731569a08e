"""A client of Shiftcover for work providers. It needs Python 3.9 and requests."""

import base64
import datetime
import hashlib
import hmac
import json
import random
import re
import time
from urllib.parse import quote, urlsplit

import requests

MOST_ITEMS = 10_000
MOST_BYTES = 8_000_000
LONGEST_ATTEMPT = 35
LONGEST_PAUSE = 30
RETRIED = (408, 429)


class ShiftcoverError(Exception):
    """What this client raises; besides it, only ValueError for arguments that can never be right."""


class Refused(ShiftcoverError):
    """The server refused the request. The same request again would be refused again."""

    def __init__(self, status, code, detail, request_id=None, param=None, items=()):
        super().__init__(f'{code}: {detail}')
        self.status, self.code, self.detail = status, code, detail
        self.request_id, self.param, self.items = request_id, param, items


class Unreachable(ShiftcoverError):
    """There was no answer of the server in time. Its cause is the last failure."""


class NotStored(ShiftcoverError):
    """Some reports are not known to be stored. Sending `reports` again is safe: an event that is stored counts once.

    `receipts` are of those that are stored, `refused` are pairs of a report and the Refused that says why.
    """

    def __init__(self, reports, receipts, refused):
        super().__init__(f'{len(reports)} reports are not known to be stored')
        self.reports, self.receipts, self.refused = reports, receipts, refused


def timestamp_of(at):
    """The text of an instant: a datetime with a time zone, or a text with its offset."""
    if isinstance(at, datetime.datetime):
        if at.tzinfo is None:
            raise ValueError(f'{at} has no time zone: use datetime.now(timezone.utc), or astimezone()')
        return at.isoformat()
    if isinstance(at, str) and re.search(r'[Tt ].*([Zz]|[+-]\d\d(:?\d\d)?)$', at):
        return at
    raise ValueError(f'{at!r} must be a datetime, or a text with its offset')


class Client:
    """A client of the insurer's server. Raises ValueError for a URL or a key that can never be right."""

    def __init__(self, url, key, retry_for=120):
        parts = urlsplit(url)
        if parts.scheme not in ('http', 'https') or not parts.hostname or parts.query or parts.fragment or parts.username:
            raise ValueError(f'url must be the address of the server, such as https://cover.example.com, not {url!r}')
        if not re.fullmatch(r'[\x21-\x7e]+', key):
            raise ValueError('key must be the key as it was shown, without blanks and without anything before it')
        if not retry_for >= 0:
            raise ValueError('retry_for must be a number of seconds from 0 on')
        self._url, self._key, self._retry_for = url.rstrip('/'), key, retry_for
        self._session = requests.Session()
        self._session.trust_env = False  # A .netrc would replace the key.

    def login(self, driver_id, at, **more):
        """Stores a login and returns the receipt. Raises Refused, or NotStored when it is not known to be stored."""
        return self._report_one({'kind': 'login', 'driverId': driver_id, 'at': at, **more})

    def logout(self, driver_id, at, **more):
        """Stores a logout and returns the receipt. Raises Refused, or NotStored when it is not known to be stored."""
        return self._report_one({'kind': 'logout', 'driverId': driver_id, 'at': at, **more})

    def report(self, reports):
        """Stores any number of reports: dicts of `kind` (login or logout), `driverId` or `policyId`, and `at`.

        Returns the receipts, and pairs of each report that the server refused and the Refused that says why; all others
        are stored. Raises NotStored when some are not known to be.
        """
        waiting = _batches(reports)
        receipts, refused = [], []
        while waiting:
            kind, items = waiting.pop(0)
            try:
                receipts.append(self._store(kind, items))
            except ShiftcoverError as error:
                parts = _parts_after(error, items, refused)
                if parts is None:
                    left = [report for _, each in [(kind, items), *waiting] for report, _ in each]
                    raise NotStored(left, receipts, refused) from error
                waiting[:0] = [(kind, part) for part in parts if part]
        return receipts, refused

    def preview(self, reports):
        """What each report would come to, in their order. Stores nothing."""
        found = {}
        for kind, items in _batches(reports):
            answer = self.call('POST', f'/v1/preview/batch/{kind}', [item for _, item in items])
            found.update((id(report), previewed) for (report, _), previewed in zip(items, answer['items']))
        return [found[id(report)] for report in reports]

    def complete(self, up_to, take_back=False):
        """Says that all that happened before a time has been sent; `take_back` takes back what was said of later times."""
        self.call('POST', '/v1/complete', {'upTo': timestamp_of(up_to), 'takeBack': take_back})

    def events(self, **filters):
        """All of your events that the filters choose, read page after page."""
        return self._all('/v1/events', filters)

    def event(self, event_id):
        return self.call('GET', f'/v1/events/{quote(event_id, safe="")}')

    def shifts(self, **filters):
        """All of your shifts that the filters choose, the last begun first, read page after page."""
        return self._all('/v1/shifts', filters)

    def shift(self, shift_id):
        return self.call('GET', f'/v1/shifts/{quote(shift_id, safe="")}')

    def disputes(self, **filters):
        """What drivers say is wrong about shifts, as far as the insurer shares it; the newest first, page after page."""
        return self._all('/v1/disputes', filters)

    def request(self, request_id):
        """What became of a request, by its Request-Id."""
        return self.call('GET', f'/v1/requests/{quote(request_id, safe="")}')

    def reconcile(self, start, end, drivers):
        """How your list of a period and the log differ. Stores nothing."""
        listed = [{**each, **{kind: [timestamp_of(at) for at in each.get(kind, [])] for kind in ('logins', 'logouts')}}
                  for each in drivers]
        return self.call('POST', '/v1/reconcile',
                         {'from': timestamp_of(start), 'to': timestamp_of(end), 'drivers': listed})

    def health_report(self, days=7):
        return self.call('GET', '/v1/health-report', query={'days': days})

    def validate_customer_number(self, number, email=None):
        """'valid', 'INVALID_CUSTOMER' or 'INVALID_CUSTOMER_EMAIL'."""
        try:
            self.call('GET', f'/v1/validate/customer-number/{quote(number, safe="")}', query={'email': email})
            return 'valid'
        except Refused as error:
            if error.code in ('INVALID_CUSTOMER', 'INVALID_CUSTOMER_EMAIL'):
                return error.code
            raise

    def driver_status(self, **driver):
        """Whether work for you gives a driver cover: driverId='1686', or another of the four names."""
        return self.call('GET', '/v1/user/status', query=driver)

    def report_match(self, customer_number, success):
        """Tells the insurer whether a customer number is that of one of your drivers."""
        self.call('POST', '/v1/match', {'customerNumber': customer_number, 'success': success})

    def begin_shift(self, start, end=None, **user):
        """Stores a shift that begins within 30 minutes of now, or was just worked, of driverId='1686' or another name."""
        return self.call('POST', '/v2/shift', {'user': user, 'startTime': timestamp_of(start),
                                               'endTime': None if end is None else timestamp_of(end)})

    def end_shift(self, shift_id, end):
        """Ends a shift that `begin_shift` stored."""
        return self.call('PUT', f'/v2/shift/{quote(shift_id, safe="")}', {'endTime': timestamp_of(end)})

    def endpoints(self):
        return self.call('GET', '/v1/endpoints')['items']

    def endpoint(self, endpoint_id):
        return self.call('GET', _endpoint(endpoint_id))

    def add_endpoint(self, url, **more):
        """Adds where web hooks go to. Its `secret` is in this answer and never again."""
        return self.call('POST', '/v1/endpoints', {'url': url, **more}, once=True)

    def change_endpoint(self, endpoint_id, **change):
        return self.call('PATCH', _endpoint(endpoint_id), change)

    def remove_endpoint(self, endpoint_id):
        self.call('DELETE', _endpoint(endpoint_id), once=True)

    def rotate_secret(self, endpoint_id):
        return self.call('POST', _endpoint(endpoint_id, '/rotate-secret'), once=True)

    def test_endpoint(self, endpoint_id):
        return self.call('POST', _endpoint(endpoint_id, '/test'), once=True)

    def replay_endpoint(self, endpoint_id, since):
        """Sends every notice since an instant once more."""
        return self.call('POST', _endpoint(endpoint_id, '/replay'), {'since': timestamp_of(since)}, once=True)

    def deliveries(self, **filters):
        """All that the filters choose, the newest first, read page after page."""
        return self._all('/v1/deliveries', filters)

    def delivery(self, delivery_id):
        return self.call('GET', f'/v1/deliveries/{quote(delivery_id, safe="")}')

    def replay_delivery(self, delivery_id):
        return self.call('POST', f'/v1/deliveries/{quote(delivery_id, safe="")}/replay', once=True)

    def move_test_clock(self, advance_by):
        """Moves your clock in test mode forward by an ISO 8601 duration such as PT9H; returns the text of the new time."""
        return self.call('POST', '/v1/test/clock', {'advanceBy': advance_by}, once=True)['now']

    def call(self, method, path, body=None, query=None, once=False):
        """One request to any endpoint; returns the JSON of the answer, None without one.

        It is sent again after an error of the network, 408, 429, or a status from 500 on. Set `once` for what would happen
        twice if it were sent twice, such as POST /v1/endpoints.
        """
        return self._send(method, path, body, query, once)[0]

    def _report_one(self, report):
        receipts, refused = self.report([report])
        if refused:
            raise refused[0][1]
        return receipts[0]

    def _store(self, kind, items):
        answer, response = self._send('POST', f'/v1/batch/{kind}', [item for _, item in items])
        if response.status_code == 202 and isinstance(answer, dict) and answer.get('status') == 'PENDING':
            return response.headers.get('Request-Id', '')
        raise Refused(response.status_code, 'UNEXPECTED', 'the answer does not say that the reports are stored')

    def _all(self, path, filters):
        query = {name: timestamp_of(value) if isinstance(value, datetime.datetime) else value
                 for name, value in filters.items()}
        while True:
            page = self.call('GET', path, query=query)
            yield from page['items']
            if not page['more'] or page['next'] is None:
                return
            query['cursor'] = page['next']

    def _send(self, method, path, body=None, query=None, once=False):
        data = None if body is None else json.dumps(body).encode()
        deadline = time.monotonic() + self._retry_for
        tries = 0
        while True:
            left = LONGEST_ATTEMPT if once else min(LONGEST_ATTEMPT, max(0.1, deadline - time.monotonic()))
            pause = min(LONGEST_PAUSE, 0.2 * 2 ** min(tries, 10)) * (0.5 + random.random() / 2)
            try:
                response = self._session.request(method, self._url + path, params=_text(query), data=data, timeout=left,
                                                 allow_redirects=False, headers={'Authorization': self._key})
                answer = _json_of(response)
                if _is_answer(response, answer):
                    return answer, response
                failure = _refused_by(response, answer)
                if response.status_code < 500 and response.status_code not in RETRIED:
                    raise failure
                pause = max(pause, _seconds(response.headers.get('Retry-After')))
            except requests.RequestException as error:
                failure = error
            if once or time.monotonic() + pause > deadline:
                raise Unreachable(f'no answer in time: {failure}') from failure
            time.sleep(pause)
            tries += 1


def add_test_work_provider(url, time_zone='Europe/London'):
    """Makes a work provider of test mode, with a key and drivers to try things with; needs no key."""
    return Client(url, 'none', 0).call('POST', '/v1/test/work-providers', query={'timeZone': time_zone}, once=True)


def verify_webhook(body, headers, secret):
    """Whether a web hook is genuine and at most five minutes old. `body`: the bytes as they came; `secret`: whsec_…"""
    key = base64.b64decode(secret[len('whsec_'):] if secret.startswith('whsec_') else secret)
    if not key:
        raise ValueError('the secret must be whsec_ and base64, as it was shown when the endpoint was made')
    sent, at = headers.get('webhook-id', ''), headers.get('webhook-timestamp', '')
    if not sent or not at.isascii() or not at.isdigit() or abs(time.time() - int(at)) > 300:
        return False
    digest = hmac.new(key, f'{sent}.{at}.'.encode() + body, hashlib.sha256).digest()
    wanted = 'v1,' + base64.b64encode(digest).decode()
    return any(hmac.compare_digest(wanted.encode(), each.encode())
               for each in headers.get('webhook-signature', '').split())


def challenge_answer(body):
    """The body with which to answer a genuine web hook that is a challenge, with status 200; None for a notice."""
    notice = json.loads(body)
    return json.dumps({'challenge': notice['data']['challenge']}) if notice['type'] == 'endpoint.challenge' else None


def _batches(reports):
    batches = []
    for kind in ('login', 'logout'):
        items, size = [], 0
        for report in reports:
            if report['kind'] != kind:
                continue
            item = {name: value for name, value in report.items() if name not in ('kind', 'at')}
            item['timestamp'] = timestamp_of(report['at'])
            length = len(json.dumps(item)) + 2
            if items and (len(items) == MOST_ITEMS or size + length > MOST_BYTES):
                batches.append((kind, items))
                items, size = [], 0
            items.append((report, item))
            size += length
        if items:
            batches.append((kind, items))
    if sum(len(items) for _, items in batches) != len(reports):
        raise ValueError('the kind of a report must be login or logout')
    return batches


def _parts_after(error, items, refused):
    """What to send instead of items that were refused; None when only the caller can help. Each part is smaller."""
    if not isinstance(error, Refused):
        return None
    bad = {int(re.match(r'\[(\d+)\]', item['param'])[1]): item for item in error.items}
    if bad:
        refused.extend((items[index][0], Refused(error.status, error.code, item['detail'], error.request_id, item['param']))
                       for index, item in bad.items())
        return [[item for index, item in enumerate(items) if index not in bad]]
    if error.status != 413 or len(items) < 2:
        return None
    middle = (len(items) + 1) // 2
    return [items[:middle], items[middle:]]


def _endpoint(endpoint_id, action=''):
    return f'/v1/endpoints/{quote(endpoint_id, safe="")}{action}'


def _text(query):
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in (query or {}).items()}


def _json_of(response):
    try:
        return response.json()
    except ValueError:
        return None


def _is_answer(response, answer):
    """The page of a proxy with status 200 is not an answer of the API."""
    status = response.status_code
    return status == 204 or (200 <= status < 300 and isinstance(answer, (dict, list)))


def _refused_by(response, answer):
    status, request_id = response.status_code, response.headers.get('Request-Id')
    if not isinstance(answer, dict) or not isinstance(answer.get('error'), str):
        detail = ('the URL redirects: use the one that it redirects to' if 300 <= status < 400
                  else f'status {status}, and not an answer of this API')
        return Refused(status, 'UNEXPECTED', detail, request_id)
    return Refused(status, answer['error'], str(answer.get('detail', '')), request_id, answer.get('param'),
                   answer.get('items', ()))


def _seconds(text):
    try:
        return max(0.0, float(text))
    except (TypeError, ValueError):
        return 0.0
