import type { Insurer } from '../../core/insurer.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { texts } from '../text/texts.ts';

const text = () => texts().front;

/** Says what this is, how to begin, and who insures. */
export function frontPage(insurer: Insurer): Page {
  return {
    title: text().title,
    main: html`<h1>${text().heading(insurer.name)}</h1>
<p class="lead">${text().lead}</p>
<p class="next"><a class="button" href="/log-in">${text().logIn}</a> <a class="button button-secondary" href="/sign-up">${text().signUp}</a></p>
<h2>${text().beginTitle}</h2>
<ol>${text().begin.map((step) => html`<li>${step}</li>`)}</ol>
<h2>${text().engineersTitle}</h2>
<p>${text().engineers} <a href="/docs">${text().engineersLink}</a></p>
<h2>${text().insurerTitle}</h2>
<p>${text().insurer(insurer.name)} <a href="/terms/insurer">${text().termsLink}</a></p>
${contactLines(insurer)}`,
  };
}

/** A text of the insurer's, or the standard one where they have set none. */
export function textPage(insurer: Insurer, name: keyof Insurer['texts']): Page {
  const { title, standard } = text().pages[name];
  const own = insurer.texts[name]?.split(/\n\s*\n/);
  return {
    title,
    main: html`<h1>${title}</h1>
${(own ?? standard(insurer.name)).map((paragraph) => html`<p class="written">${paragraph}</p>`)}
${contactLines(insurer)}`,
  };
}

/** How to reach the insurer. */
export function contactPage(insurer: Insurer): Page {
  return { title: text().contactTitle, main: html`<h1>${text().contactTitle}</h1>\n${contactLines(insurer)}` };
}

function contactLines({ name, email, phone }: Insurer): Html {
  const lines = [
    phone !== undefined && html`<li>${text().phone} <a href="tel:${phone.replace(/[^+\d]/g, '')}">${phone}</a></li>`,
    email !== undefined && html`<li>${text().email} <a href="mailto:${email}">${email}</a></li>`,
  ].filter((line) => line !== false);
  return html`${lines.length > 0 && html`<p><strong>${name}</strong></p><ul>${lines}</ul>`}`;
}
