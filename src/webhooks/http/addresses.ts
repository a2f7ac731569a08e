import { BlockList, isIP } from 'node:net';

/**
 * Which addresses a request that somebody else chose the URL of may go to. Sources: the special-purpose address
 * registries of IANA (RFC 6890) and, for IPv6, that only 2000::/3 is given out as global unicast.
 */

const NOT_PUBLIC_4 = blockList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]);
const GLOBAL_6 = blockList(['2000::/3']);
/** Teredo and other protocols, documentation, and 6to4, which may hide any IPv4 address. */
const NOT_PUBLIC_6 = blockList(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

/** Whether an address belongs to the open internet. Anything that is no plain address does not. */
export function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !NOT_PUBLIC_4.check(address, 'ipv4');
    case 6:
      return GLOBAL_6.check(address, 'ipv6') && !NOT_PUBLIC_6.check(address, 'ipv6');
    default:
      return false;
  }
}

/** Places that may be reached although they are not public, and without TLS. */
export type AllowedPlaces = {
  /** Whether a name may lead to an address that is allowed. */
  readonly hasRanges: boolean;
  hasHost(host: string): boolean;
  hasAddress(address: string): boolean;
};

/** `places`: addresses, ranges such as 10.0.0.0/8, and names of hosts. */
export function allowedPlaces(places: readonly string[]): AllowedPlaces {
  const isRange = (place: string) => isIP(place.split('/')[0] as string) > 0;
  const ranges = blockList(places.filter(isRange));
  const hosts = new Set(places.filter((place) => !isRange(place)).map((host) => host.toLowerCase()));
  return {
    hasRanges: places.some(isRange),
    hasHost: (host) => hosts.has(host.toLowerCase()),
    hasAddress: (address) => isIP(address) > 0 && ranges.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'),
  };
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
