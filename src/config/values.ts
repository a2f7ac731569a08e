import { isIP } from 'node:net';

/** What stands between commas. */
export function listIn(text: string | undefined): string[] {
  return (text || '')
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
}

/** A whole number from 1 on. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

/** `127.0.0.1`, or `10.0.0.0/8`. */
export function isAddressOrRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = isIP(address) === 6 ? 128 : 32;
  return (
    isIP(address) > 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  );
}

export function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\/.+/.test(text) || /^socket:.+/.test(text);
}

export function isSmtpUrl(text: string): boolean {
  return /^smtps?:\/\/.+/.test(text) && URL.canParse(text);
}

/** The address of a site, without a path. */
export function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return false;
  return url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
}
