import { type Html, html } from './html.ts';
import { type IconName, icon } from './icons.ts';
import type { Page } from './page.ts';

type Message = {
  readonly title: string;
  readonly text: readonly (string | Html)[];
  /** Where to go next, the most likely page first. */
  readonly next?: readonly (readonly [path: string, label: string])[];
};

/** A page with a message and links to the next pages. */
export function messagePage({ title, text, next = [] }: Message, iconName: IconName = 'warning'): Page {
  const links = next.map(
    ([path, label], index) => html`<a class="button${index > 0 && ' button-secondary'}" href="${path}">${label}</a> `,
  );
  return {
    title,
    main: html`<div class="message">
${icon(iconName)}
<h1>${title}</h1>
${text.map((paragraph) => html`<p>${paragraph}</p>`)}
${links.length > 0 && html`<p class="next">${links}</p>`}
</div>`,
  };
}
