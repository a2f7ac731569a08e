import type { Instant, Micros } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { type Html, html } from '../layout/html.ts';

/** Which moment a row begins at, and how long a full row is. */
export type Scale = { readonly from: Instant; readonly length: Micros };

/** Where a shape stands in its row, in pixels from above. Across, all is in percent: the picture fills any width. */
export type Band = { readonly top: number; readonly height: number };

/** How wide the picture is on a screen of 320 px, and a letter in it at most on average: what fits by these fits. */
export const NARROWEST_PX = 288;
export const WIDEST_LETTER_PX = 7.4;

const THINNEST_PERCENT = 0.7;

/** A period as a bar, at least as wide as can be seen. */
export function bar(kind: string, period: Period, { top, height }: Band, scale: Scale): Html {
  const width = share(period.to, scale) - share(period.from, scale);
  const spelt = width < THINNEST_PERCENT ? '2' : percent(width);
  return html`<rect class="${kind}" x="${percent(share(period.from, scale))}" y="${top}" width="${spelt}" height="${height}" rx="2"/>`;
}

/** A moment as an upright line. */
export function upright(kind: string, at: Instant, { top, height }: Band, scale: Scale): Html {
  const x = percent(share(at, scale));
  return html`<line class="${kind}" x1="${x}" x2="${x}" y1="${top}" y2="${top + height}"/>`;
}

/** How far along the row a moment lies, in percent. */
export function share(at: Instant, { from, length }: Scale): number {
  return ((at - from) / length) * 100;
}

export function percent(share: number): string {
  return `${Math.round(share * 100) / 100}%`;
}
