import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Invitation, sealInvitation } from '../../accounts/linking/invitation.ts';
import { checkSignature } from '../../accounts/linking/linkSignature.ts';
import { hasSignUpHook } from '../../accounts/linking/requestIntroduction.ts';
import { clock } from '../../core/time/instant.ts';
import { customerByEmail } from '../../store/customer/customers.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { linksMustBeSigned } from '../../store/provider/linkSecrets.ts';
import { providerByName } from '../../store/provider/providers.ts';
import type { PageContext } from '../context.ts';
import { limitedLinks } from '../http/limits.ts';
import { redirect } from '../http/redirect.ts';
import { currentCustomer } from '../http/session.ts';
import { type LinkRequest, readLinkRequest, type Why } from './linkRequest.ts';
import { nextStep } from './nextStep.ts';

/** The contract's link-work-provider: always a 302 to a page of our own. It writes nothing and links nobody. */
export function linkWorkProvider(app: FastifyInstance, front: PageContext): void {
  for (const path of ['/link-work-provider', '/v1/link-work-provider'])
    app.get(path, { config: limitedLinks(front), errorHandler: sendOn }, answer);

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const asked = readLinkRequest(request.url);
    if (asked.tag === 'refused') return redirect(reply, '/link/problem', { why: asked.why });
    const invited = await invite(front.pool, asked);
    if (invited.tag === 'refused') return redirect(reply, '/link/problem', { why: invited.why });

    const { invitation } = invited;
    const isCustomer = (await customerByEmail(front.pool, invitation.email)) !== undefined;
    const step = nextStep(invitation, await currentCustomer(front, request), isCustomer);
    return redirect(reply, step, { invitation: await sealInvitation(front.pool, invitation) });
  }
}

/** Even those who open too many links are sent to a page; other faults are for whoever handles all faults. */
function sendOn(fault: FastifyError, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (fault.statusCode !== 429) throw fault;
  return redirect(reply, '/link/problem', { why: 'too_many' });
}

type Invited =
  | { readonly tag: 'invited'; readonly invitation: Invitation }
  | { readonly tag: 'refused'; readonly why: Why };

/** The invitation that the link stands for, if the work provider is known and its signature is as it must be. */
async function invite(db: Queryable, { wp, wp_id, email, expires, signature }: LinkRequest): Promise<Invited> {
  const provider = await providerByName(db, wp);
  if (!provider) return { tag: 'refused', why: 'unknown_provider' };
  const params = {
    wp,
    wp_id,
    email,
    ...(expires !== undefined && { expires }),
    ...(signature !== undefined && { signature }),
  };
  const checked = await checkSignature(db, provider.id, params, clock());
  if (checked === 'expired' || checked === 'forged') return { tag: 'refused', why: checked };
  if (checked === 'unsigned' && (await linksMustBeSigned(db, provider.id))) return { tag: 'refused', why: 'unsigned' };
  const signed = checked === 'signed';
  return {
    tag: 'invited',
    invitation: {
      workProvider: provider.id,
      workProviderName: provider.name,
      driverId: wp_id,
      email,
      signed,
      introduces: await hasSignUpHook(db, provider.id),
    },
  };
}
