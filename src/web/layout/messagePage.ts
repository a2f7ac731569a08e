import { type Html, html } from './html.ts';
import { mark } from './marks.ts';
import type { Page } from './page.ts';

/** What a page that only tells something says: a title, a few sentences, and where to go next. */
export type Telling = {
  readonly title: string;
  readonly text: readonly (string | Html)[];
  readonly next?: readonly (readonly [to: string, name: string])[];
};

/** A page that tells something and says what to do next. */
export function messagePage(
  { title, text, next = [] }: Telling,
  picture: Parameters<typeof mark>[0] = 'warning',
): Page {
  return {
    title,
    main: html`<div class="told">
${mark(picture)}
<h1>${title}</h1>
${text.map((paragraph) => html`<p>${paragraph}</p>`)}
${next.length > 0 && html`<p class="next">${next.map(([to, name], index) => html`<a class="button${index > 0 && ' quiet'}" href="${to}">${name}</a> `)}</p>`}
</div>`,
  };
}
