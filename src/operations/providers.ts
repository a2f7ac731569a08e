import type pg from 'pg';
import { type Actor, actorText } from '../core/actor.ts';
import { longestOfAll, type Setting, settingAt } from '../core/shift/setting.ts';
import { type Instant, type Micros, toIsoDuration, toRfc3339, toRfc3339OrNull } from '../core/time/instant.ts';
import { recordAudit } from '../store/audit.ts';
import { recordTerms, termsOfVersion } from '../store/customer/terms.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import { type Completeness, sayComplete } from '../store/provider/feeds.ts';
import * as providers from '../store/provider/providers.ts';
import * as signUpHooks from '../store/provider/signUpHooks.ts';
import { makeWebHookSecret } from '../store/secrets.ts';
import { queueStretches } from '../store/shift/unsettled.ts';
import { readUrl, type UrlCheck } from './endpoints.ts';

/** A work provider as operations name it. */
export type Named = Pick<providers.Provider, 'id' | 'name'>;

/** Adds a work provider whose setting holds for all time. */
export async function addProvider(
  pool: pg.Pool,
  actor: Actor,
  { name, ...setting }: { readonly name: string } & Omit<Setting, 'holdsFrom'>,
): Promise<{ readonly tag: 'added'; readonly id: number } | { readonly tag: 'name_taken' }> {
  return await inTransaction(pool, async (db) => {
    const id = await providers.addProvider(db, name);
    if (id === undefined) return { tag: 'name_taken' };
    await providers.addSetting(db, id, { holdsFrom: -Infinity, ...setting });
    await recordAudit(db, actor, { action: 'added a work provider', about: name, workProvider: id });
    return { tag: 'added', id };
  });
}

/** Gives a work provider another name. `name_taken`: another one has it, or differs from it only by case and blanks. */
export async function renameProvider(
  pool: pg.Pool,
  actor: Actor,
  { provider: { id, name: before }, name }: { readonly provider: Named; readonly name: string },
): Promise<{ readonly tag: 'renamed' | 'name_taken' }> {
  return await inTransaction(pool, async (db) => {
    if (!(await providers.renameProvider(db, id, name))) return { tag: 'name_taken' };
    const about = `${before}, now ${name}`;
    await recordAudit(db, actor, { action: 'renamed a work provider', about, workProvider: id });
    return { tag: 'renamed' };
  });
}

/** A setting that is not given stays as it is. */
type SettingChange = {
  readonly provider: Named;
  readonly timeZone: string | undefined;
  readonly longestShift: Micros | undefined;
  readonly from: Instant;
  readonly now: Instant;
};

/**
 * Changes settings of a work provider from an instant on, and has the shifts that go on from there settled again. `past`:
 * the instant lies before `now`, and no setting changes what has been.
 */
export async function changeSettings(
  pool: pg.Pool,
  actor: Actor,
  { provider: { id, name }, from, now, ...change }: SettingChange,
): Promise<
  { readonly tag: 'changed'; readonly setting: Setting } | { readonly tag: 'past' } | { readonly tag: 'instant_taken' }
> {
  if (from < now) return { tag: 'past' };
  return await inTransaction(pool, async (db) => {
    const settings = (await providers.providersById(db, [id])).get(id)?.settings ?? [];
    if (settings.some(({ holdsFrom }) => holdsFrom === from)) return { tag: 'instant_taken' };
    const before = settingAt(settings, from);
    const { timeZone = before.timeZone, longestShift = before.longestShift } = change;
    const setting = { timeZone, longestShift, holdsFrom: from };
    await providers.addSetting(db, id, setting);
    await queueStretches(db, id, { around: { from, to: Infinity }, since: from, until: Infinity });
    await recordAudit(db, actor, {
      action: 'changed the settings of a work provider',
      about: `${name}: ${timeZone}, ${toIsoDuration(longestShift)}, from ${toRfc3339OrNull(from)}`,
      workProvider: id,
      before: settingJson(before),
      after: settingJson(setting),
    });
    return { tag: 'changed', setting };
  });
}

type ProviderEnd = Named & { readonly at: Instant; readonly why: string };

/**
 * Ends a work provider at an instant: from then on its keys are refused, and no work for it gives cover; work that is
 * open then ends there. Another instant moves the end; Infinity takes it back.
 */
export async function endProvider(pool: pg.Pool, actor: Actor, { id, name, at, why }: ProviderEnd): Promise<void> {
  await inTransaction(pool, async (db) => {
    const provider = (await providers.providersById(db, [id])).get(id) as providers.Provider;
    await providers.endProvider(db, id, at, { by: actorText(actor), why });
    const ends = [at, provider.end].filter((end) => end < Infinity);
    if (ends.length > 0) {
      const [first, last] = [Math.min(...ends), Math.max(...ends)];
      // Logins from here on may have been limited by the end, or are now.
      const since = first - longestOfAll(provider.settings);
      const around = { from: first, to: ends.length > 1 ? last : Infinity };
      await queueStretches(db, id, { around, since, until: last });
    }
    await recordAudit(db, actor, {
      action: at === Infinity ? 'took back the end of a work provider' : 'ended a work provider',
      about: `${name}${at === Infinity ? '' : ` at ${toRfc3339(at)}`}: ${why}`,
      workProvider: id,
      before: { endsAt: toRfc3339OrNull(provider.end) },
      after: { endsAt: toRfc3339OrNull(at) },
    });
  });
}

/** Records up to when a feed is complete; only what takes something back is audited. */
export async function sayFeedComplete(pool: pg.Pool, actor: Actor, said: Completeness): Promise<void> {
  await inTransaction(pool, async (db) => {
    await sayComplete(db, said);
    if (!said.takesBack) return;
    const about = `complete only up to ${toRfc3339(said.upTo)}`;
    await recordAudit(db, actor, {
      action: 'took back that a feed is complete',
      about,
      workProvider: said.workProvider,
    });
  });
}

function settingJson({ holdsFrom, timeZone, longestShift }: Setting): object {
  return { holdsFrom: toRfc3339OrNull(holdsFrom), timeZone, longestShift: toIsoDuration(longestShift) };
}

/** Sets where a work provider is notified of drivers who agree to share with it. Replaces the hook in force. */
export async function setSignUpHook(
  pool: pg.Pool,
  actor: Actor,
  { provider, url: text }: { readonly provider: Named; readonly url: string },
  checkUrl: UrlCheck,
): Promise<
  | { readonly tag: 'set'; readonly url: string; readonly secret: string }
  | { readonly tag: 'bad_url'; readonly why: string }
> {
  const read = readUrl(text, checkUrl);
  if (read.tag === 'bad_url') return read;
  const { url } = read;
  const secret = makeWebHookSecret();
  return await inTransaction(pool, async (db) => {
    await signUpHooks.setSignUpHook(db, provider.id, url, secret);
    await auditProvider(db, actor, provider, 'set a sign-up hook', url);
    return { tag: 'set', url, secret };
  });
}

/** Ends the sign-up hook of a work provider. */
export async function endSignUpHook(
  pool: pg.Pool,
  actor: Actor,
  { provider }: { readonly provider: Named },
): Promise<{ readonly tag: 'ended' } | { readonly tag: 'not_found' }> {
  return await inTransaction(pool, async (db) => {
    if (!(await signUpHooks.endSignUpHook(db, provider.id))) return { tag: 'not_found' };
    await auditProvider(db, actor, provider, 'ended a sign-up hook');
    return { tag: 'ended' };
  });
}

type NewTerms = { readonly provider: Named; readonly version: string; readonly text: string };

/** Records the terms that drivers of a work provider agree to from now on. What was agreed to is never changed. */
export async function recordProviderTerms(
  pool: pg.Pool,
  actor: Actor,
  { provider, version, text }: NewTerms,
): Promise<{ readonly tag: 'recorded' } | { readonly tag: 'version_taken' }> {
  return await inTransaction(pool, async (db) => {
    if (await termsOfVersion(db, provider.id, version)) return { tag: 'version_taken' };
    if (!(await recordTerms(db, provider.id, { version, text }))) return { tag: 'version_taken' };
    await auditProvider(db, actor, provider, 'recorded the terms of a work provider', `version ${version}`);
    return { tag: 'recorded' };
  });
}

/** Records what was done about a work provider. */
export async function auditProvider(
  db: Queryable,
  actor: Actor,
  { id, name }: Named,
  action: string,
  more?: string,
): Promise<void> {
  const about = more === undefined ? name : `${name}: ${more}`;
  await recordAudit(db, actor, { action, about, workProvider: id });
}
