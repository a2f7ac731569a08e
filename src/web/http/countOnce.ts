import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { beginPostedForm, forgetPostedForm, formOutcome, keepFormOutcome } from '../../store/signIn/postedForms.ts';
import type { PageContext } from '../context.ts';
import { FORM_ID } from '../layout/formControls.ts';
import { formFields } from './formFields.ts';

/** What a posted form led to. A page is no outcome: it shows errors, so the form changed nothing. */
type Outcome = { readonly status: number; readonly location: string; readonly cookies: readonly string[] };

/** The keys of one posted form: where its outcome is stored, and what seals it. */
type FormKeys = { readonly place: Buffer; readonly seal: Buffer };

const POLL_MS = 50;
const PATIENCE_MS = 20_000;

/**
 * Lets every form count once: the same form with the same fields gets the outcome of the first, cookies included, before
 * any handler looks at it. Two taps on a slow connection, or a retry after a lost answer, then show what has happened
 * instead of "used before". A form without an id counts each time.
 */
export function countFormsOnce(app: FastifyInstance, context: PageContext): void {
  const { pool } = context;
  const counted = new WeakMap<FastifyRequest, FormKeys>();

  app.addHook('preHandler', async (request, reply) => {
    const keys = keysOf(request);
    if (!keys) return undefined;
    for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; await sleep(POLL_MS)) {
      if (await beginPostedForm(pool, keys.place)) {
        counted.set(request, keys);
        return undefined;
      }
      const sealed = await formOutcome(pool, keys.place);
      if (sealed) return await answerAgain(reply, await open(keys, sealed));
    }
    throw Object.assign(new Error('a form that was posted before has no outcome yet'), { statusCode: 429 });
  });

  app.addHook('onSend', async (request, reply) => {
    const keys = counted.get(request);
    if (!keys) return;
    try {
      const outcome = outcomeOf(reply);
      if (outcome) await keepFormOutcome(pool, keys.place, await seal(keys, outcome));
      else await forgetPostedForm(pool, keys.place);
    } catch (error) {
      // What the form asked for is done, so its answer is sent all the same.
      context.onError(error, request.id);
    }
  });
}

/** Undefined for a form without an id. Other fields make it another form: a driver may go back and correct it. */
function keysOf(request: FastifyRequest): FormKeys | undefined {
  const id = request.method === 'POST' ? formFields(request)(FORM_ID) : '';
  if (!/^[\w-]{43}$/.test(id)) return undefined;
  const derived = (text: string) => createHmac('sha256', id).update(text).digest();
  const place = derived(`place ${request.url}\n${String(request.body)}`);
  return { place, seal: derived('seal') };
}

function outcomeOf(reply: FastifyReply): Outcome | undefined {
  const location = reply.getHeader('location');
  if (reply.statusCode !== 303 || typeof location !== 'string') return undefined;
  return { status: reply.statusCode, location, cookies: [reply.getHeader('set-cookie') ?? []].flat().map(String) };
}

async function answerAgain(reply: FastifyReply, { status, location, cookies }: Outcome): Promise<FastifyReply> {
  if (cookies.length > 0) void reply.header('Set-Cookie', cookies);
  return await reply.code(status).header('Location', location).send();
}

async function seal({ seal: key }: FormKeys, outcome: Outcome): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(outcome));
  return await new CompactEncrypt(bytes).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(key);
}

async function open({ seal: key }: FormKeys, sealed: string): Promise<Outcome> {
  const { plaintext } = await compactDecrypt(sealed, key);
  return JSON.parse(new TextDecoder().decode(plaintext)) as Outcome;
}
