import { isIP } from 'node:net';
import { urlOfEachHost } from '../core/databaseHosts.ts';
import { isEmail } from '../core/identifiers.ts';
import type { Rule } from './environment.ts';

// What the variables may hold.

export const ANY_TEXT: Rule = { isValid: () => true, wanted: 'text' };

export const HOST: Rule = {
  isValid: (text) => isIP(text) > 0 || /^[A-Za-z0-9.-]+$/.test(text),
  wanted: 'an address or a host name',
};

export const PORT: Rule = {
  isValid: (text) => Number.isInteger(Number(text)) && Number(text) >= 0 && Number(text) <= 65_535,
  wanted: 'a port from 0 to 65535',
};

export const POSTGRES_URL: Rule = {
  isValid: (text) => /^socket:.+/.test(text) || (/^postgres(ql)?:\/\/.+/.test(text) && hasUsableHosts(text)),
  wanted:
    'a URL such as postgres://name:password@host:5432/database (for several hosts ' +
    '@host1:5432,host2:5432/database?target_session_attrs=read-write)',
  secret: true,
};

export const SEALING_KEY: Rule = {
  isValid: (text) => /^[A-Za-z0-9+/]{43}=?$/.test(text),
  wanted: 'keys of 32 bytes in base64, the newest first: openssl rand -base64 32 makes one',
  secret: true,
};

export const SMTP_URL: Rule = {
  isValid: (text) => /^smtps?:\/\/.+/.test(text) && URL.canParse(text),
  wanted: 'a URL such as smtps://name:password@mail.example.com:465',
  secret: true,
};

export const ORIGIN: Rule = {
  isValid: isOrigin,
  wanted: 'an origin without a path, such as https://cover.example.com',
};

export const SENDER: Rule = {
  isValid: (text) => /^([^<>\p{C}]*<[^\s<>@,]+@[^\s<>@,]+>|[^\s<>@,]+@[^\s<>@,]+)$/u.test(text),
  wanted: 'an address such as no-reply@example.com or Cover <no-reply@example.com>',
};

export const HTTP_URL: Rule = {
  isValid: (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''),
  wanted: 'a URL such as http://localhost:4318',
};

export const SHARE: Rule = {
  isValid: (text) => text.trim() !== '' && Number(text) >= 0 && Number(text) <= 1,
  wanted: 'a number from 0 to 1 such as 0.1',
};

export const EMAIL: Rule = { isValid: isEmail, wanted: 'an email address such as help@example.com' };

export const PHONE: Rule = {
  isValid: (text) => /^\+?[\d ()/.-]{3,30}$/.test(text),
  wanted: 'a telephone number such as +44 20 7946 0000',
};

export const NAME: Rule = {
  isValid: (text) => /^[^\p{C}]{1,100}$/u.test(text),
  wanted: 'a name of at most 100 characters',
};

/** `127.0.0.1`, or `10.0.0.0/8`. */
export const ADDRESS_OR_RANGE: Rule = {
  isValid: isAddressOrRange,
  wanted: 'addresses or ranges such as 127.0.0.1,10.0.0.0/8',
};

/** `hooks.internal:8080`, `10.0.0.0/8:443`, or `[fd00::/8]:443`. */
export const PLACE: Rule = {
  isValid: isPlace,
  wanted: 'hosts, addresses or ranges, each with its port, such as hooks.internal:8080,10.0.0.0/8:443,[::1]:9000',
};

function isPlace(text: string): boolean {
  const [, inBrackets, plain, port] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) < 1 || Number(port) > 65_535) return false;
  if (inBrackets !== undefined) return isAddressOrRange(inBrackets);
  return isAddressOrRange(plain ?? '') || /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(plain ?? '');
}

function isAddressOrRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const maxBits = isIP(address) === 6 ? 128 : 32;
  const isPrefix = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= maxBits);
  return isIP(address) > 0 && more.length === 0 && isPrefix;
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return false;
  return url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
}

/** Of several hosts the one that takes writes is used, so a session of any other kind cannot be asked for. */
function hasUsableHosts(text: string): boolean {
  const urls = urlOfEachHost(text);
  const wanted = /[?&]target_session_attrs=([^&#]*)/.exec(text)?.[1] ?? 'read-write';
  return ['read-write', 'primary'].includes(wanted) && (urls.length === 1 || urls.every((url) => URL.canParse(url)));
}
