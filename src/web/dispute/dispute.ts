import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openDispute } from '../../accounts/disputes.ts';
import type { SignedIn } from '../../accounts/signIn.ts';
import { CLAIMS, LONGEST_NOTE } from '../../core/cover/dispute.ts';
import { clock, type Instant, MINUTE } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { laneOfOwnWork } from '../../queries/driver/ownWork.ts';
import { timeZoneOf } from '../../queries/driver/timeZone.ts';
import { disputesOf } from '../../store/customer/disputes.ts';
import { providersById } from '../../store/provider/providers.ts';
import type { PageContext } from '../context.ts';
import { formFields } from '../http/formFields.ts';
import { formLimit, tooManyAttempts } from '../http/limits.ts';
import { instantOfLocal, localOfInstant } from '../http/localTime.ts';
import { queryParameter } from '../http/query.ts';
import { redirect } from '../http/redirect.ts';
import { render, renderInvalid } from '../http/render.ts';
import { signedInOnly } from '../http/session.ts';
import { type FieldErrors, hasErrors } from '../layout/formControls.ts';
import { messagePage } from '../layout/messagePage.ts';
import { texts } from '../text/texts.ts';
import { type DisputeView, disputePage, disputesPage } from './disputePage.ts';

const text = () => texts().dispute;

/** The form on which a customer says what is wrong about work of theirs, and the list of what they said. */
export function disputeRoutes(app: FastifyInstance, context: PageContext): void {
  app.get(
    '/dispute',
    signedInOnly(context, async (customer, request, reply) => {
      const about = await workIn(context, (name) => queryParameter(request, name) ?? '');
      if (!about) return redirect(reply, '/my-cover');
      const timeZone = await timeZoneOf(context.pool, customer.customerNumber, clock());
      const [from, to] = [about.period.from, about.period.to].map((at) => localOfInstant(at, timeZone));
      const values = { claim: '', from: from as string, to: to as string, note: '' };
      return await render(
        context,
        reply,
        disputePage({ ...about, insurer: context.insurer, timeZone, values, errors: {} }),
      );
    }),
  );
  app.post(
    '/dispute',
    { config: formLimit(context) },
    signedInOnly(context, async (customer, request, reply) => await submit(context, customer, request, reply)),
  );
  app.get(
    '/disputes',
    signedInOnly(context, async (customer, _request, reply) => {
      const now = clock();
      const disputes = await disputesOf(context.pool, customer.customerNumber);
      const timeZone = await timeZoneOf(context.pool, customer.customerNumber, now);
      const providers = await providersById(context.pool, [...new Set(disputes.map((each) => each.workProvider))]);
      return await render(context, reply, disputesPage({ disputes, providers, timeZone, now }));
    }),
  );
}

type About = Pick<DisputeView, 'workProvider' | 'name' | 'period'>;

/** The work that the parameters name. Whether it is the customer's is checked once they send the form. */
async function workIn({ pool }: PageContext, parameter: (name: string) => string): Promise<About | undefined> {
  const [workProvider, from, to] = ['of', 'from', 'to'].map((name) => {
    return /^\d{1,16}$/.test(parameter(name)) ? Number(parameter(name)) : 0;
  }) as [number, Instant, Instant];
  if (workProvider === 0 || workProvider > 999_999_999 || from >= to || from === 0) return undefined;
  const name = (await providersById(pool, [workProvider])).get(workProvider)?.name;
  return name === undefined ? undefined : { workProvider, name, period: { from, to } };
}

async function submit(
  context: PageContext,
  customer: SignedIn,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const fields = formFields(request);
  const about = await workIn(context, fields);
  if (!about) return redirect(reply, '/my-cover');
  const timeZone = await timeZoneOf(context.pool, customer.customerNumber, clock());
  const values = {
    claim: fields('claim'),
    from: fields('happened_from'),
    to: fields('happened_to'),
    note: fields('note').trim(),
  };
  const view = { ...about, insurer: context.insurer, timeZone, values };
  const { claimed, errors } = claimedIn(values, about.period, timeZone);
  const claim = CLAIMS.find((each) => each === values.claim);
  if (claim === undefined || claimed === undefined || hasErrors(errors))
    return await renderInvalid(context, reply, disputePage({ ...view, errors }));
  const lane = await laneOfOwnWork(context.pool, customer.customerNumber, about.workProvider, about.period);
  if (!lane) return await render(context, reply.code(404), changedPage());
  const opened = await openDispute(context.pool, {
    ...lane,
    customerNumber: customer.customerNumber,
    about: about.period,
    claim,
    claimed,
    note: values.note,
    shared: context.insurer.sharesDisputes,
  });
  switch (opened.tag) {
    case 'opened':
      return redirect(reply, '/disputes', { done: 'dispute_opened' });
    case 'account_closed':
      return redirect(reply, '/log-in');
    case 'too_many':
      return await renderInvalid(
        context,
        reply,
        disputePage({ ...view, errors: { note: tooManyAttempts(reply, opened) } }),
      );
    default:
      return opened satisfies never;
  }
}

function changedPage() {
  return messagePage({ title: text().changedTitle, text: text().changed, next: [['/my-cover', text().back]] });
}

/** What the form says happened, or its errors. A time that was left as it was shown keeps its seconds. */
function claimedIn(
  { claim, from, to, note }: DisputeView['values'],
  shown: Period,
  timeZone: string,
): { readonly claimed: Period | undefined; readonly errors: FieldErrors } {
  const exact = (written: string, at: Instant) =>
    written === localOfInstant(at, timeZone) ? at : instantOfLocal(written, timeZone);
  const [begun, ended] = [exact(from, shown.from), exact(to, shown.to)];
  const errors = {
    claim: CLAIMS.some((each) => each === claim) ? undefined : text().errors.claim,
    happened_from: begun === undefined ? text().errors.time : begun > clock() ? text().errors.future : undefined,
    happened_to: endError(begun, ended),
    note: Array.from(note).length > LONGEST_NOTE ? text().errors.note : undefined,
  };
  const claimed = begun === undefined || ended === undefined ? undefined : { from: begun, to: ended };
  return { claimed, errors };
}

/** A minute that is shown has begun, and may not be over. */
function endError(begun: Instant | undefined, ended: Instant | undefined): string | undefined {
  if (ended === undefined) return text().errors.time;
  if (ended > clock() + MINUTE) return text().errors.future;
  return begun !== undefined && begun >= ended ? text().errors.order : undefined;
}
