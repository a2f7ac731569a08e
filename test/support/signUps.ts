import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Invitation } from '../../src/accounts/linking/invitation.ts';
import { signedIn } from '../../src/accounts/signIn.ts';
import { type SignUp, signUp } from '../../src/accounts/signUp.ts';
import { recordTerms } from '../../src/store/customer/terms.ts';
import type { SignedIn } from '../../src/store/signIn/signIns.ts';
import { providerWithKey } from './provider.ts';

export const PASSWORD = 'seven brown bicycles';
export const INSURER_TERMS = { version: 'test-1', text: 'What is covered.' };
export const NO_TERMS = 'none-given';

/** The input of a sign-up with a new email, from a new IP address. */
export function signUpInput(input: Partial<SignUp> = {}): SignUp {
  const name = randomBytes(5).toString('hex');
  return {
    name: 'Ana Silva',
    email: `${name}@example.com`,
    phone: '+44 7700 900123',
    password: PASSWORD,
    address: `2001:db8:${name.slice(0, 4)}:${name.slice(4, 8)}::1`,
    agreedTo: { insurer: INSURER_TERMS.version, workProvider: NO_TERMS },
    verifyFirst: false,
    ...input,
  };
}

/** A customer who has signed up, and is signed in. */
export async function signedUpDriver(
  pool: pg.Pool,
  input: Partial<SignUp> = {},
): Promise<{ customerNumber: string; email: string; token: string; who: SignedIn }> {
  await recordTerms(pool, 'insurer', INSURER_TERMS);
  const form = signUpInput(input);
  const done = await signUp(pool, form);
  if (done.tag !== 'done') throw new Error(`the outcome of the sign-up is ${done.tag}`);
  const who = await signedIn(pool, done.token);
  if (!who) throw new Error('the new customer is not signed in');
  return { customerNumber: done.customerNumber, email: form.email, token: done.token, who };
}

/** An invitation from a new work provider to the email. */
export async function newInvitation(
  pool: pg.Pool,
  email: string,
  input: Partial<Invitation> = {},
): Promise<Invitation> {
  const provider = await providerWithKey(pool);
  return {
    workProvider: provider.id,
    workProviderName: provider.name,
    driverId: randomBytes(4).toString('hex'),
    email,
    signed: false,
    introduces: false,
    ...input,
  };
}

/** The actions that the audit log has of the customer, the oldest first. */
export async function auditedActions(pool: pg.Pool, customerNumber: string): Promise<string[]> {
  const found = await pool.query<{ action: string }>(
    "select action from audit where actor_kind = 'customer' and actor = $1 order by id",
    [customerNumber],
  );
  return found.rows.map((row) => row.action);
}
