/** What comes before the hosts of a PostgreSQL URL, the hosts, and the rest. The last `@` ends the password. */
const PARTS = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/s;

/** A URL for each host of `postgres://name:password@host1:5432,host2:5433/database`, in the order of the hosts. */
export function urlOfEachHost(databaseUrl: string): readonly [string, ...string[]] {
  const [, before = '', hosts = '', after = ''] = PARTS.exec(databaseUrl) ?? [];
  const [first, ...others] = hosts.split(',').map((host) => `${before}${host}${after}`);
  return others.length === 0 ? [databaseUrl] : [first as string, ...others];
}
