import { type Html, html } from './html.ts';

const PATHS = {
  shield: html`<path d="M12 2.5 4.5 5.2v6.1c0 4.8 3.1 8.4 7.5 10.2 4.4-1.8 7.5-5.4 7.5-10.2V5.2z"/><path d="m8.6 11.8 2.5 2.5 4.4-4.7"/>`,
  check: html`<circle cx="12" cy="12" r="9.2"/><path d="m7.8 12.3 2.9 2.9 5.6-6"/>`,
  warning: html`<path d="M12 3.2 22 20.5H2z"/><path d="M12 9.6v5M12 17.4v.1"/>`,
  stop: html`<path d="M8.2 2.8h7.6l5.4 5.4v7.6l-5.4 5.4H8.2l-5.4-5.4V8.2z"/><path d="M12 7.2v6M12 16.6v.1"/>`,
  pause: html`<circle cx="12" cy="12" r="9.2"/><path d="M9.5 8.6v6.8m5-6.8v6.8"/>`,
  question: html`<circle cx="12" cy="12" r="9.2"/><path d="M9.4 9.4a2.7 2.7 0 1 1 3.9 2.5c-.9.5-1.3 1-1.3 2M12 16.8v.1"/>`,
  mail: html`<rect x="2.8" y="5" width="18.4" height="14" rx="2.4"/><path d="m3.5 7 8.5 6.2L20.5 7"/>`,
  arrow: html`<path d="M4 12h15m-5.5-5.5L19 12l-5.5 5.5"/>`,
};

export type IconName = keyof typeof PATHS;

/** A decorative icon, hidden from screen readers. The text beside it says the same. */
export function icon(name: IconName): Html {
  return html`<svg class="icon icon-${name}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${PATHS[name]}</svg>`;
}
