import type { FastifyInstance } from 'fastify';
import { chooseTimeZone, chosenTimeZone } from '../../store/customer/accounts.ts';
import type { PageContext } from '../context.ts';
import { formFields } from '../http/form.ts';
import { forSignedIn } from '../http/guard.ts';
import { redirect } from '../http/redirect.ts';
import { renderInvalid, show } from '../http/render.ts';
import { attribute, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { myCoverWords } from '../text/myCover.ts';

const words = myCoverWords.zone;

/** Zones that Intl still lists by an older name than their people use. */
const RENAMED = new Map([
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Asia/Katmandu', 'Asia/Kathmandu'],
  ['Asia/Rangoon', 'Asia/Yangon'],
  ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ['Europe/Kiev', 'Europe/Kyiv'],
]);
const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').map((zone) => RENAMED.get(zone) ?? zone)];

/** The clock by which a driver reads their shifts: one they choose, or that of their work provider. */
export function timeZone(app: FastifyInstance, front: PageContext): void {
  app.get(
    '/time-zone',
    forSignedIn(front, async ({ customerNumber }, request, reply) => {
      return await show(front, request, reply, timeZonePage(await chosenTimeZone(front.pool, customerNumber)));
    }),
  );
  app.post(
    '/time-zone',
    forSignedIn(front, async ({ customerNumber }, request, reply) => {
      const chosen = formFields(request)('zone') || undefined;
      if (chosen !== undefined && !ZONES.includes(chosen)) {
        return await renderInvalid(front, request, reply, timeZonePage(undefined, words.unknown));
      }
      await chooseTimeZone(front.pool, customerNumber, chosen);
      return redirect(reply, '/my-cover');
    }),
  );
}

function timeZonePage(chosen: string | undefined, fault?: string): Page {
  const option = (zone: string) => html`<option${attribute('selected', zone === chosen)}>${zone}</option>`;
  return {
    title: words.title,
    faulty: fault !== undefined,
    main: html`<h1>${words.title}</h1>
<p class="lead">${words.lead}</p>
<form class="card" method="post" action="/time-zone">
<div class="field${fault && ' faulty'}"><label for="zone">${words.label}</label>
${fault && html`<p class="fault" id="zone-fault">${fault}</p>`}
<select id="zone" name="zone"${attribute('aria-describedby', fault && 'zone-fault')}><option value="">${words.theirs}</option>${ZONES.map(option)}</select></div>
<button class="button">${words.submit}</button>
</form>`,
  };
}
