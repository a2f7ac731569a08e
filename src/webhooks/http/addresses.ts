import { BlockList, isIP } from 'node:net';

/**
 * The addresses that are not on the open internet. Sources: the special-purpose address registries of IANA (RFC 6890)
 * and, for IPv6, that only 2000::/3 is assigned as global unicast.
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
/** Teredo and other protocols, documentation, and 6to4, which can contain any IPv4 address. */
const NOT_PUBLIC_6 = blockList(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

/** Whether an IP address is on the open internet. False for a text that is not an IP address. */
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

/** Hosts and addresses that may be reached at one port although they are not public, and without TLS. */
export type AllowedHosts = {
  /** A range is among them, so that any host name may lead to an allowed address. */
  readonly hasRanges: boolean;
  hasHost(host: string): boolean;
  hasAddress(address: string): boolean;
};

/** Places outside the open internet that may be reached: each a host, an address or a range, with a port. */
export type AllowedPlaces = {
  /** The ports that are named. */
  readonly ports: ReadonlySet<number>;
  /** What may be reached at the port. */
  at(port: number): AllowedHosts;
};

/** Any port, for places that this program allows by itself. */
const ANY_PORT = '*';

/** Reads places such as `hooks.internal:8080`, `10.0.0.0/8:443`, `[fd00::/8]:443`; `*` for any port. */
export function allowedPlaces(entries: readonly string[]): AllowedPlaces {
  const places = entries.map((entry) => {
    const colon = entry.lastIndexOf(':');
    return { host: entry.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: entry.slice(colon + 1) };
  });
  const ports = new Set(places.flatMap(({ port }) => (port === ANY_PORT ? [] : [Number(port)])));
  const hostsAt = (port: number) =>
    allowedHosts(places.filter((each) => [ANY_PORT, String(port)].includes(each.port)).map(({ host }) => host));
  const byPort = new Map([...ports].map((port) => [port, hostsAt(port)]));
  const elsewhere = hostsAt(0);
  return { ports, at: (port) => byPort.get(port) ?? elsewhere };
}

function allowedHosts(entries: readonly string[]): AllowedHosts {
  const isRange = (entry: string) => isIP(entry.split('/')[0] as string) > 0;
  const ranges = blockList(entries.filter(isRange));
  const hosts = new Set(entries.filter((entry) => !isRange(entry)).map((host) => host.toLowerCase()));
  return {
    hasRanges: entries.some(isRange),
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
