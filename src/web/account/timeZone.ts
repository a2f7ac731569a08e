import type { FastifyInstance } from 'fastify';
import { chooseTimeZone, chosenTimeZone } from '../../store/customer/accounts.ts';
import type { PageContext } from '../context.ts';
import { formFields } from '../http/formFields.ts';
import { redirect } from '../http/redirect.ts';
import { render, renderInvalid } from '../http/render.ts';
import { signedInOnly } from '../http/session.ts';
import { attribute, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { accountText } from '../text/account.ts';

const text = accountText.timeZone;

/** Present names of time zones that Intl lists by an older name. */
const RENAMED = new Map([
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Asia/Katmandu', 'Asia/Kathmandu'],
  ['Asia/Rangoon', 'Asia/Yangon'],
  ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ['Europe/Kiev', 'Europe/Kyiv'],
]);
const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').map((zone) => RENAMED.get(zone) ?? zone)];

/** The page on which a customer chooses a time zone. The default is that of the work provider. */
export function timeZoneRoutes(app: FastifyInstance, context: PageContext): void {
  app.get(
    '/time-zone',
    signedInOnly(context, async ({ customerNumber }, _request, reply) => {
      return await render(context, reply, timeZonePage(await chosenTimeZone(context.pool, customerNumber)));
    }),
  );
  app.post(
    '/time-zone',
    signedInOnly(context, async ({ customerNumber }, request, reply) => {
      const zone = formFields(request)('zone') || undefined;
      if (zone !== undefined && !ZONES.includes(zone)) {
        return await renderInvalid(context, reply, timeZonePage(undefined, text.unknown));
      }
      await chooseTimeZone(context.pool, customerNumber, zone);
      return redirect(reply, '/my-cover');
    }),
  );
}

function timeZonePage(chosen: string | undefined, error?: string): Page {
  const option = (zone: string) => html`<option${attribute('selected', zone === chosen)}>${zone}</option>`;
  return {
    title: text.title,
    invalid: error !== undefined,
    main: html`<h1>${text.title}</h1>
<p class="lead">${text.lead}</p>
<form class="card" method="post" action="/time-zone">
<div class="field${error && ' invalid'}"><label for="zone">${text.label}</label>
${error && html`<p class="field-error" id="zone-error">${error}</p>`}
<select id="zone" name="zone"${attribute('aria-describedby', error && 'zone-error')}><option value="">${text.ofWorkProvider}</option>${ZONES.map(option)}</select></div>
<button class="button">${text.submit}</button>
</form>`,
  };
}
