import { versionToShow } from '../../accounts/terms.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { MyRecords } from '../../queries/driver/myRecords.ts';
import { hiddenField, postForm } from '../layout/formControls.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { pageOfVersion } from '../terms/terms.ts';
import { texts } from '../text/texts.ts';
import { dayAndTime, longDate } from '../text/times.ts';

const text = () => texts().account.myData;

type Settings = {
  readonly insurer: string;
  readonly timeZone: string;
  readonly now: Instant;
  /** The id of the sign-in of this browser. */
  readonly here: string;
};

/** The customer's contact data, agreements and sessions, and a button to download everything. */
export function myDataPage(records: MyRecords, settings: Settings): Page {
  return {
    title: text().title,
    main: html`<h1>${text().title}</h1>
<p class="lead">${text().lead(settings.insurer)}</p>
${personFacts(records, settings)}
<p><a class="button" href="/my-data/download" download>${text().download}</a></p>
<p>${text().downloadContents}</p>
<h2>${text().agreementsTitle}</h2>
<ul>${agreementItems(records, settings)}</ul>
<h2>${text().sessionsTitle}</h2>
<ul class="links">${sessionItems(records, settings)}</ul>
<p>${text().sessionsEnd}</p>
<h2>${text().changeTitle}</h2>
<p class="next"><a class="button button-secondary" href="/details">${text().changeDetails}</a> <a class="button button-secondary" href="/change-password">${text().changePassword}</a> <a class="button button-secondary" href="/close-account">${text().closeAccount}</a></p>`,
  };
}

function personFacts({ person }: MyRecords, { timeZone }: Settings): Html {
  const { customerNumber, name, email, emailVerifiedAt, phone, since } = person;
  return html`<dl class="facts card">
<div><dt>${text().customerNumber}</dt><dd class="code">${customerNumber}</dd></div>
<div><dt>${text().name}</dt><dd>${name ?? text().notGiven}</dd></div>
<div><dt>${text().email}</dt><dd>${email} <small>(${emailVerifiedAt === null ? text().notConfirmed : text().confirmed})</small></dd></div>
<div><dt>${text().phone}</dt><dd>${phone ?? text().notGiven}</dd></div>
<div><dt>${text().since}</dt><dd>${longDate(since, timeZone)}</dd></div>
</dl>`;
}

function agreementItems({ agreements, names }: MyRecords, { insurer, timeZone }: Settings): Html[] {
  if (agreements.length === 0) return [html`<li>${text().noAgreements}</li>`];
  return agreements.map(({ document, version, agreedAt }) => {
    const whose = document === 'insurer' ? insurer : (names.get(Number(document)) ?? '');
    const agreed = text().agreed(whose, versionToShow(version), longDate(agreedAt, timeZone));
    return html`<li><a href="${pageOfVersion(document, version)}">${agreed}</a></li>`;
  });
}

function sessionItems({ signIns }: MyRecords, { timeZone, now, here }: Settings): Html[] {
  const at = (instant: Instant) => dayAndTime(instant, timeZone, now);
  return signIns.map(({ id, beganAt, lastSeenAt }) => {
    const when = text().session(at(beganAt), at(lastSeenAt));
    if (id === here) return html`<li><p>${when} ${text().thisDevice}</p></li>`;
    const button = html`${hiddenField('sign_in', id)}<button class="button button-secondary">${text().logOutDevice}<span class="visually-hidden"> (${when})</span></button>`;
    return html`<li><p>${when}</p>${postForm({ action: '/my-data/log-out' }, button)}</li>`;
  });
}
