import { versionToShow } from '../../accounts/terms.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { MyRecords } from '../../queries/driver/myRecords.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { dayAndTime, longDate } from '../text/moments.ts';
import { myCoverWords } from '../text/myCover.ts';

const words = myCoverWords.data;

type Around = { readonly insurer: string; readonly timeZone: string; readonly now: Instant };

/** Who the driver is to the insurer, what they agreed to, where they are signed in; and all of it to download. */
export function myDataPage(records: MyRecords, around: Around): Page {
  return {
    title: words.title,
    main: html`<h1>${words.title}</h1>
<p class="lead">${words.lead(around.insurer)}</p>
${person(records, around)}
<p><a class="button" href="/my-data/download" download>${words.download}</a></p>
<p>${words.downloadHolds}</p>
<h2>${words.agreements}</h2>
<ul>${agreements(records, around)}</ul>
<h2>${words.signIns}</h2>
<ul>${records.signIns.map((each) => html`<li>${words.signIn(dayAndTime(each.beganAt, around.timeZone, around.now), dayAndTime(each.lastSeenAt, around.timeZone, around.now))}</li>`)}</ul>
<p>${words.signInsEnd}</p>
<h2>${words.change}</h2>
<p class="next"><a class="button quiet" href="/change-password">${words.password}</a> <a class="button quiet" href="/close-account">${words.close}</a></p>`,
  };
}

function agreements({ agreements: agreed, names }: MyRecords, { insurer, timeZone }: Around): Html[] {
  if (agreed.length === 0) return [html`<li>${words.noAgreements}</li>`];
  return agreed.map(({ document, version, agreedAt }) => {
    const whose = document === 'insurer' ? insurer : (names.get(Number(document)) ?? '');
    return html`<li>${words.agreed(whose, versionToShow(version), longDate(agreedAt, timeZone))}</li>`;
  });
}

function person(
  { person: { customerNumber, name, email, emailVerifiedAt, phone, since } }: MyRecords,
  { timeZone }: Around,
): Html {
  const confirmed = emailVerifiedAt === null ? words.notConfirmed : words.confirmed;
  return html`<dl class="facts card">
<div><dt>${words.number}</dt><dd class="code">${customerNumber}</dd></div>
<div><dt>${words.name}</dt><dd>${name ?? words.notGiven}</dd></div>
<div><dt>${words.email}</dt><dd>${email} <small>(${confirmed})</small></dd></div>
<div><dt>${words.phone}</dt><dd>${phone ?? words.notGiven}</dd></div>
<div><dt>${words.since}</dt><dd>${longDate(since, timeZone)}</dd></div>
</dl>`;
}
