import type { Setting } from '../../core/shift/setting.ts';
import type { Instant, Micros } from '../../core/time/instant.ts';
import type { Change } from '../customer/periods.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { toTimestamptz } from '../postgres/sqlTypes.ts';

/** A work provider with its settings over time. */
export type Provider = {
  readonly id: number;
  readonly name: string;
  readonly recordedAt: Instant;
  /** When it ends; Infinity: it does not. */
  readonly end: Instant;
  /** In order of time; the first holds from -Infinity. */
  readonly settings: readonly Setting[];
  /** How far its clock is ahead; 0 but in test mode. */
  readonly ahead: Micros;
};

const SELECT = `
  select p.id, p.name, p.recorded_at, upper(p.held) as ends_at, s.holds_from, s.time_zone,
    (extract(epoch from s.longest_shift) * 1000000)::bigint as longest_shift,
    (extract(epoch from coalesce(t.ahead, interval '0')) * 1000000)::bigint as ahead
  from work_provider p join provider_setting s on s.work_provider_id = p.id
    left join lateral (select ahead from test_clock c where c.work_provider_id = p.id
      order by c.work_provider_id desc, c.moved_at desc limit 1) t on true`;

const LIST = { name: 'providers', text: `${SELECT} order by p.name, s.holds_from` };
const BY_ID = { name: 'providers_by_id', text: `${SELECT} where p.id = any($1::int[]) order by p.id, s.holds_from` };
const BY_NAME = { name: 'provider_by_name', text: `${SELECT} where p.name = $1 order by s.holds_from` };
const ALIKE = {
  name: 'providers_alike',
  text: `${SELECT} where lower(btrim(p.name)) = lower($1) order by p.id, s.holds_from`,
};
const FORMERLY = {
  name: 'provider_formerly_named',
  text: `${SELECT} where p.id in (select work_provider_id from former_provider_name where lower(btrim(name)) = lower($1))
         order by p.id, s.holds_from`,
};
const ADD = {
  name: 'add_provider',
  text: `insert into work_provider (name) select $1 where not is_name_taken($1, null)
         on conflict do nothing returning id`,
};
const RENAME = {
  name: 'rename_provider',
  text: 'update work_provider set name = $2 where id = $1 and not is_name_taken($2, $1) returning id',
};
const END = {
  name: 'end_provider',
  text: `update work_provider set held = tstzrange(null, $2::timestamptz), changed_by = $3, change_reason = $4
         where id = $1 returning id`,
};
const ADD_SETTING = {
  name: 'add_provider_setting',
  text: `insert into provider_setting (work_provider_id, holds_from, time_zone, longest_shift)
         values ($1, $2, $3, $4 * interval '1 microsecond')`,
};

/** All work providers, by name. */
export async function listProviders(db: Queryable): Promise<Provider[]> {
  return gather(await rows<ProviderRow>(db, LIST));
}

/** The work providers with these ids, by id. Ids that do not exist are left out. */
export async function providersById(db: Queryable, ids: readonly number[]): Promise<Map<number, Provider>> {
  return new Map(gather(await rows<ProviderRow>(db, BY_ID, [ids])).map((provider) => [provider.id, provider]));
}

/** The work provider with the name, exactly as written. */
export async function providerByName(db: Queryable, name: string): Promise<Provider | undefined> {
  return gather(await rows<ProviderRow>(db, BY_NAME, [name]))[0];
}

/**
 * The work provider that a link means: the one with exactly this name, else the only one whose name differs by case or by
 * blanks around it, else the only one that had such a name.
 */
export async function providerOfLink(db: Queryable, name: string): Promise<Provider | undefined> {
  const exact = await providerByName(db, name);
  if (exact) return exact;
  const alike = gather(await rows<ProviderRow>(db, ALIKE, [name.trim()]));
  const meant = alike.length > 0 ? alike : gather(await rows<ProviderRow>(db, FORMERLY, [name.trim()]));
  return meant.length === 1 ? meant[0] : undefined;
}

/**
 * Adds a work provider without settings and returns its id; undefined when another has or had the name, or one that
 * differs only by case and blanks.
 */
export async function addProvider(db: Queryable, name: string): Promise<number | undefined> {
  return (await firstRow<{ id: number }>(db, ADD, [name]))?.id;
}

/** Gives a work provider another name. False when that is taken, as in `addProvider`. */
export async function renameProvider(db: Queryable, id: number, name: string): Promise<boolean> {
  return (await firstRow(db, RENAME, [id, name])) !== undefined;
}

/** Sets the instant from which no work for the work provider gives cover and its keys are refused. Infinity: none. */
export async function endProvider(db: Queryable, id: number, at: Instant, { by, why }: Change): Promise<void> {
  await rows(db, END, [id, at === Infinity ? null : toTimestamptz(at), by, why]);
}

/** Adds a setting, which holds from `holdsFrom` on until the next one. */
export async function addSetting(db: Queryable, providerId: number, setting: Setting): Promise<void> {
  const longest: Micros = setting.longestShift;
  await rows(db, ADD_SETTING, [providerId, toTimestamptz(setting.holdsFrom), setting.timeZone, longest]);
}

type ProviderRow = {
  id: number;
  name: string;
  recorded_at: Instant;
  ends_at: Instant | null;
  holds_from: Instant;
  time_zone: string;
  longest_shift: Micros;
  ahead: Micros;
};

/** One provider for the rows of each id: a row holds one setting. */
function gather(found: readonly ProviderRow[]): Provider[] {
  const byId = Map.groupBy(found, (row) => row.id);
  return [...byId.values()].map((own) => {
    const [{ id, name, recorded_at, ends_at, ahead }] = own as [ProviderRow];
    return { id, name, recordedAt: recorded_at, end: ends_at ?? Infinity, settings: own.map(settingOf), ahead };
  });
}

function settingOf(row: ProviderRow): Setting {
  return { holdsFrom: row.holds_from, timeZone: row.time_zone, longestShift: row.longest_shift };
}
