/**
 * The bytes that the contract's own sample sends, as recorded from Python's requests 2.34.2:
 * `requests.post(url, headers={'Authorization': key}, data=json.dumps(data))`. Head and body go in two writes, and
 * there is no Content-Type.
 */
export function pythonPost(url: string, path: string, key: string, data: unknown): [head: string, body: string] {
  const body = jsonDumps(data);
  return [head('POST', url, path, key, [`Content-Length: ${body.length}`]), body];
}

/** `requests.get(url, headers={'Authorization': key})` */
export function pythonGet(url: string, path: string, key: string): string {
  return head('GET', url, path, key, []);
}

function head(method: string, url: string, path: string, key: string, last: readonly string[]): string {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    'User-Agent: python-requests/2.34.2',
    'Accept-Encoding: gzip, deflate',
    'Accept: */*',
    'Connection: keep-alive',
    `Authorization: ${key}`,
    ...last,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** `json.dumps`: a space after each comma and colon, nothing but ASCII. */
function jsonDumps(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonDumps).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([name, each]) => `${jsonDumps(name)}: ${jsonDumps(each)}`)
      .join(', ')}}`;
  }
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** `datetime.datetime.now().isoformat()` on a machine in the zone: no offset, microseconds unless they are 0. */
export function pythonNow(timeZone: string): string {
  const now = Temporal.Now.plainDateTimeISO(timeZone).with({ microsecond: 57 });
  return now.toString({ fractionalSecondDigits: 6 });
}
