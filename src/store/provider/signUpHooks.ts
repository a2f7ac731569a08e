import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { seal } from '../seal.ts';
import { SECRET_OF } from '../sealedSecrets.ts';

/** The URL at which a work provider is notified of the drivers who agreed to share with it. */
export type SignUpHook = { readonly url: string; readonly recordedAt: Instant };

const SET = {
  name: 'set_sign_up_hook',
  text: 'insert into sign_up_hook (work_provider_id, url, secret) values ($1, $2, $3)',
};
const END = {
  name: 'end_sign_up_hook',
  text: `update sign_up_hook set ended_at = clock_timestamp()
         where work_provider_id = $1 and ended_at is null returning id`,
};
const IN_FORCE = {
  name: 'sign_up_hook_in_force',
  text: 'select url, recorded_at as "recordedAt" from sign_up_hook where work_provider_id = $1 and ended_at is null',
};

/** Sets the hook, in place of the one in force. `secret`: signs what is sent to it, `whsec_…` (Standard Webhooks). */
export async function setSignUpHook(db: Queryable, providerId: number, url: string, secret: string): Promise<void> {
  await endSignUpHook(db, providerId);
  await rows(db, SET, [providerId, url, seal(secret, SECRET_OF.signUpHook(providerId))]);
}

/** Ends the hook in force. False when there is none. */
export async function endSignUpHook(db: Queryable, providerId: number): Promise<boolean> {
  return (await firstRow(db, END, [providerId])) !== undefined;
}

/** The hook in force. */
export async function signUpHookOf(db: Queryable, providerId: number): Promise<SignUpHook | undefined> {
  return await firstRow<SignUpHook>(db, IN_FORCE, [providerId]);
}
