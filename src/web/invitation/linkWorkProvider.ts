import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Invitation, sealInvitation } from '../../accounts/linking/invitation.ts';
import { checkSignature } from '../../accounts/linking/linkSignature.ts';
import { hasSignUpHook } from '../../accounts/linking/requestIntroduction.ts';
import { clock } from '../../core/time/instant.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { linksMustBeSigned } from '../../store/provider/linkSecrets.ts';
import { providerOfLink } from '../../store/provider/providers.ts';
import type { PageContext } from '../context.ts';
import { linkLimit } from '../http/limits.ts';
import { redirect } from '../http/redirect.ts';
import { currentCustomer } from '../http/session.ts';
import { type LinkRequest, type RefusedLink, readLinkRequest } from './linkRequest.ts';
import { redirectToNextStep } from './withInvitation.ts';

/** The contract's link-work-provider. Always redirects with 302 to one of our pages. Changes no data. */
export function linkWorkProviderRoutes(app: FastifyInstance, context: PageContext): void {
  for (const path of ['/link-work-provider', '/v1/link-work-provider'])
    app.get(path, { config: linkLimit(context), errorHandler: redirectIfTooMany }, answer);

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const link = readLinkRequest(request.url);
    if (link.tag === 'refused') return redirect(reply, '/link/problem', { why: link.why });
    const invited = await invitationOf(context.pool, link);
    if (invited.tag === 'refused') return redirect(reply, '/link/problem', { why: invited.why });
    const { invitation } = invited;
    const token = await sealInvitation(context.pool, invitation);
    return await redirectToNextStep(context, { token, invitation }, await currentCustomer(context, request), reply);
  }
}

function redirectIfTooMany(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error.statusCode !== 429) throw error;
  return redirect(reply, '/link/problem', { why: 'too_many' });
}

type Invited = { readonly tag: 'invited'; readonly invitation: Invitation };

/** Refuses an unknown work provider, an invalid or expired signature, and a missing one where one is required. */
async function invitationOf(
  db: Queryable,
  { wp, wp_id, email, expires, signature }: LinkRequest,
): Promise<Invited | RefusedLink> {
  const provider = await providerOfLink(db, wp);
  if (!provider) return { tag: 'refused', why: 'unknown_provider' };
  const params = {
    wp,
    wp_id,
    email,
    ...(expires !== undefined && { expires }),
    ...(signature !== undefined && { signature }),
  };
  const checked = await checkSignature(db, provider.id, params, clock());
  if (checked === 'expired' || checked === 'forged' || checked === 'valid_too_long')
    return { tag: 'refused', why: checked };
  if (checked === 'unsigned' && (await linksMustBeSigned(db, provider.id))) return { tag: 'refused', why: 'unsigned' };
  return {
    tag: 'invited',
    invitation: {
      workProvider: provider.id,
      workProviderName: provider.name,
      driverId: wp_id,
      email,
      signed: checked === 'signed',
      ...(checked === 'signed' && { signature }),
      introduces: await hasSignUpHook(db, provider.id),
    },
  };
}
