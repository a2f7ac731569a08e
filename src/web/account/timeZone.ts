import type { FastifyInstance } from 'fastify';
import { chooseTimeZone, chosenTimeZone } from '../../store/customer/accounts.ts';
import type { PageContext } from '../context.ts';
import { formFields } from '../http/formFields.ts';
import { redirect } from '../http/redirect.ts';
import { render, renderInvalid } from '../http/render.ts';
import { signedInOnly } from '../http/session.ts';
import { postForm } from '../layout/formControls.ts';
import { attribute, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { texts } from '../text/texts.ts';

const text = () => texts().account.timeZone;

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
      const typed = formFields(request)('zone').trim();
      const zone = ZONES.find((each) => each.toLowerCase() === typed.replaceAll(' ', '_').toLowerCase());
      if (typed !== '' && zone === undefined) {
        return await renderInvalid(context, reply, timeZonePage(typed, text().unknown));
      }
      await chooseTimeZone(context.pool, customerNumber, zone);
      return redirect(reply, '/my-cover');
    }),
  );
}

function timeZonePage(chosen: string | undefined, error?: string): Page {
  return {
    title: text().title,
    invalid: error !== undefined,
    main: html`<h1>${text().title}</h1>
<p class="lead">${text().lead}</p>
${postForm(
  { action: '/time-zone', cssClass: 'card' },
  html`<div class="field${error && ' invalid'}"><label for="zone">${text().label}</label>
<p class="hint" id="zone-hint">${text().hint}</p>
${error && html`<p class="field-error" id="zone-error">${error}</p>`}
<input id="zone" name="zone" type="text" list="zones" value="${chosen ?? ''}" autocomplete="off" aria-describedby="zone-hint${error && ' zone-error'}"${attribute('aria-invalid', error && 'true')}>
<datalist id="zones">${ZONES.map((zone) => html`<option value="${zone}"></option>`)}</datalist></div>
<button class="button">${text().submit}</button>`,
)}`,
  };
}
